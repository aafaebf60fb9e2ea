//! Whatever is done, in whatever order, with whatever crashes: the index is what the database says.

use std::time::Duration;

use chrono::TimeDelta;
use database::{outbox, testing};
use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use search_indexer::{Engine, EngineError, Rota, Subjects, What, apply, check, rebuild, verify};
use tempfile::TempDir;

use super::{server::Meilisearch, support::Home, world::World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_the_embedded_index_is_what_the_database_says() {
    for db in testing::databases().await {
        tell(&db, 3, 35, || Some(Home::Folder(TempDir::new().unwrap()))).await;
    }
}

/// A server takes longer over every write: less happens.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_the_index_on_a_server_is_what_the_database_says() {
    for db in testing::databases().await {
        tell(&db, 1, 12, || Meilisearch::find().map(Home::Server)).await;
    }
}

/// Tells stories of a floor, each of another seed and so many chapters long, each with an index of its own. Nothing where
/// there is no home for one.
async fn tell(db: &testing::TestDb, stories: u64, chapters: u32, home: impl Fn() -> Option<Home>) {
    let fresh = kernel::Clock::System.now().timestamp_micros().unsigned_abs();
    let first = std::env::var("FLOOR_TEST_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(fresh);
    let mut done = 0;
    for seed in first..first + stories {
        let Some(home) = home() else { return };
        // One database for all stories: each goes on where the last one ended.
        let mut story = Story::begin(db, seed, home, seed == first).await;
        story.tell(chapters).await;
        story.end(db.name).await;
        done += story.world.done;
    }
    let least = stories as u32 * chapters / 4;
    assert!(done > least, "too few deeds went well to mean anything: {done} of seed {first}");
}

struct Story {
    seed: u64,
    random: ChaCha8Rng,
    world: World,
    home: Home,
    /// `None` while it is being opened again.
    engine: Option<Engine>,
    log: Vec<String>,
}

impl Story {
    async fn begin(db: &database::Db, seed: u64, home: Home, is_first: bool) -> Self {
        let world = if is_first { World::new(db.clone()).await } else { World::again(db.clone()).await };
        let random = ChaCha8Rng::seed_from_u64(seed);
        let mut story = Self { seed, random, world, home, engine: None, log: Vec::new() };
        story.open().await;
        rebuild(story.world.db.read(), story.engine(), |_, _| {}).await.unwrap();
        story
    }

    async fn open(&mut self) {
        let opened = loop {
            let opened = match &self.home {
                Home::Folder(folder) => Engine::open_embedded(folder.path()).await,
                Home::Server(server) => Engine::open_meilisearch(server.options.clone()).await,
            };
            // Here the dead process was a part of this one: work that it gave up may still be ending.
            if !matches!(opened, Err(EngineError::Locked)) {
                break opened;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        };
        self.engine = Some(opened.unwrap());
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    async fn tell(&mut self, chapters: u32) {
        for _ in 0..chapters {
            for _ in 0..self.random.random_range(1..5) {
                let deed = self.world.deed(&mut self.random).await;
                self.log.push(deed);
            }
            match self.random.random_range(0..12) {
                0..5 => self.work(true).await,
                5 => self.crash_before_the_work().await,
                6 => self.work(false).await,
                7 => self.two_workers().await,
                8 => self.replay().await,
                9 => self.rebuild_while_people_work().await,
                10 => self.kill().await,
                _ => self.unwind().await,
            }
        }
    }

    async fn claim(&mut self, most: u64) -> Vec<outbox::Message> {
        let txn = self.world.db.begin().await.unwrap();
        let claimed = outbox::claim(&txn, "worker", self.world.now, TimeDelta::seconds(60), most).await.unwrap();
        txn.commit().await.unwrap();
        claimed
    }

    async fn settle(&self, events: &[outbox::Message]) {
        let txn = self.world.db.begin().await.unwrap();
        let ids: Vec<i64> = events.iter().map(|event| event.id).collect();
        outbox::settle(&txn, self.world.now, &ids).await.unwrap();
        txn.commit().await.unwrap();
    }

    /// A worker carries some events on; without `settles` it is killed before it can write that down.
    async fn work(&mut self, settles: bool) {
        let most = self.random.random_range(1..20);
        let events = self.claim(most).await;
        self.log.push(format!("{} events carried on, settled: {settles}", events.len()));
        let rest = apply(self.world.db.read(), self.engine(), &events).await.unwrap();
        assert!(rest.is_empty());
        if settles {
            self.settle(&events).await;
        }
    }

    async fn crash_before_the_work(&mut self) {
        let lost = self.claim(10).await;
        self.log.push(format!("{} events claimed by a worker that dies", lost.len()));
    }

    /// Two at the same time, the one with the newer events first or last.
    async fn two_workers(&mut self) {
        let (older, newer) = (self.claim(5).await, self.claim(5).await);
        self.log.push(format!("two workers with {} and {} events", older.len(), newer.len()));
        let (db, engine) = (self.world.db.read(), self.engine());
        let (first, second) = if self.random.clone().random_bool(0.5) { (&newer, &older) } else { (&older, &newer) };
        let both = tokio::join!(apply(db, engine, first), apply(db, engine, second));
        both.0.unwrap();
        both.1.unwrap();
        self.settle(&older).await;
        self.settle(&newer).await;
    }

    /// Everything that ever happened once more, in no order.
    async fn replay(&mut self) {
        let mut events = self.world.events().await;
        events.shuffle(&mut self.random);
        events.truncate(60);
        self.log.push(format!("{} events replayed", events.len()));
        for part in events.chunks(7) {
            apply(self.world.db.read(), self.engine(), part).await.unwrap();
        }
    }

    async fn rebuild_while_people_work(&mut self) {
        self.log.push("a rebuild while people work".into());
        let engine = self.engine().clone();
        let db = self.world.db.clone();
        let rebuilding = tokio::spawn(async move { rebuild(db.read(), &engine, |_, _| {}).await });
        for _ in 0..4 {
            let deed = self.world.deed(&mut self.random).await;
            self.log.push(deed);
            self.work(true).await;
        }
        rebuilding.await.unwrap().unwrap();
    }

    /// The process dies, a server of its own with it, and another opens the index.
    async fn kill(&mut self) {
        self.log.push("the process is killed".into());
        self.crash_before_the_work().await;
        self.engine = None;
        if let Home::Server(Meilisearch { program: Some(program), .. }) = &mut self.home {
            program.kill();
            program.start_again();
        }
        self.open().await;
        assert!(!self.engine().needs_rebuild(), "{}", self.story());
    }

    /// The worker gives up in the middle of the work.
    async fn unwind(&mut self) {
        let events = self.claim(20).await;
        let wait = Duration::from_micros(self.random.random_range(0..3_000));
        self.log.push(format!("{} events given up after {wait:?}", events.len()));
        let _ = tokio::time::timeout(wait, apply(self.world.db.read(), self.engine(), &events)).await;
    }

    /// All leases end, the worker catches up, and everything is compared.
    async fn end(&mut self, database: &str) {
        loop {
            self.world.now += TimeDelta::seconds(61);
            let events = self.claim(200).await;
            if events.is_empty() {
                break;
            }
            apply(self.world.db.read(), self.engine(), &events).await.unwrap();
            self.settle(&events).await;
        }
        let found = verify(self.world.db.read(), self.engine(), Duration::ZERO, false).await.unwrap();
        assert!(found.is_clean(), "on {database}: {:#?}\n{}", found.found, self.story());

        let folder = TempDir::new().unwrap();
        let fresh = Engine::open_embedded(folder.path()).await.unwrap();
        rebuild(self.world.db.read(), &fresh, |_, _| {}).await.unwrap();
        let (kept, built) = (self.engine().versions().await.unwrap(), fresh.versions().await.unwrap());
        assert_eq!(kept, built, "a fresh index is the same; on {database}: {}", self.story());
        assert!(!built.is_empty());
    }

    fn story(&self) -> String {
        format!("repeat with FLOOR_TEST_SEED={}\n{}", self.seed, self.log.join("\n"))
    }
}

/// A floor whose index is in line.
pub(super) async fn in_line(db: &database::Db) -> (World, Engine, TempDir) {
    let folder = TempDir::new().unwrap();
    let engine = Engine::open_embedded(folder.path()).await.unwrap();
    let world = World::new(db.clone()).await;
    rebuild(world.db.read(), &engine, |_, _| {}).await.unwrap();
    (world, engine, folder)
}

#[tokio::test]
async fn every_kind_of_difference_is_found_told_in_words_and_mended() {
    database::on_every_database!(|db| {
        let (world, engine, _folder) = in_line(&db).await;
        let mut products = world.products();
        let (stale, hidden, missing, gone) =
            (products.remove(0), products.remove(0), products.remove(0), uuid::Uuid::from_u128(7));
        db.execute_plain("UPDATE stall SET introduction = 'Lén đổi' WHERE state = 'open'").await.unwrap();
        for (id, change) in [(stale, "name = 'Đổi lén', version = version + 1"), (hidden, "state = 'hidden'")] {
            world.change_behind_the_back(id, change).await;
        }
        let mut ghost = super::support::product(1, "Bóng ma");
        ghost.id = gone;
        let changes = vec![search_indexer::Change::Delete(missing.0), search_indexer::Change::put(ghost)];
        engine.apply(changes).await.unwrap();

        let found = verify(db.read(), &engine, Duration::ZERO, false).await.unwrap();
        let told: Vec<String> = found.found.iter().map(ToString::to_string).collect();
        let of = |id: uuid::Uuid| {
            let at = found.found.iter().position(|one| one.id == id).unwrap_or_else(|| panic!("{id} in {told:#?}"));
            (&found.found[at], told[at].as_str())
        };
        assert!(matches!(of(stale.0).0.what, What::Stale { indexed: 1, current: 2 }));
        assert!(
            of(stale.0).1.contains("“Đổi lén”") && of(stale.0).1.contains("holds version 1, the database version 2")
        );
        assert_eq!(of(hidden.0).0.what, What::Surplus);
        assert!(of(hidden.0).1.contains("the product is hidden"), "{}", of(hidden.0).1);
        assert_eq!(of(missing.0).0.what, What::Missing);
        assert!(of(gone).1.contains("the database does not"), "{}", of(gone).1);
        assert_eq!(found.found.len(), 4 + 3, "three stalls were changed too: {told:#?}");
        assert_eq!(found.left, found.found, "nothing was to be mended");

        let mended = verify(db.read(), &engine, Duration::ZERO, true).await.unwrap();
        assert_eq!(mended.found.len(), 7);
        assert!(mended.left.is_empty());
        assert!(verify(db.read(), &engine, Duration::ZERO, false).await.unwrap().is_clean());
    });
}

#[tokio::test]
async fn the_check_that_runs_all_the_time_mends_what_it_finds() {
    database::on_every_database!(|db| {
        let (world, engine, _folder) = in_line(&db).await;
        let mut rota = Rota::default();
        let mut differences = async || check(db.read(), &engine, world.now, &mut rota).await.unwrap().found.len();
        assert_eq!(differences().await, 0);
        world.change_behind_the_back(world.products()[0], "name = 'Đổi lén'").await;
        assert_eq!(differences().await, 1, "of the same number, found by its hash");
        assert_eq!(differences().await, 0);
        engine.apply(vec![search_indexer::Change::Delete(world.products()[1].0)]).await.unwrap();
        assert_eq!(differences().await, 1, "missing");
        world.change_behind_the_back(world.products()[2], "state = 'archived'").await;
        assert_eq!(differences().await, 1 + 1, "surplus, and its stall lists one less");
        assert_eq!(differences().await, 0);
    });
}

#[tokio::test]
async fn a_change_under_way_is_no_difference() {
    database::on_every_database!(|db| {
        let (mut world, engine, _folder) = in_line(&db).await;
        let mut random = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..30 {
            world.deed(&mut random).await;
        }
        let carried_on = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            apply(db.read(), &engine, &world.events().await).await.unwrap();
            world.settle_events().await;
        };
        let verified = verify(db.read(), &engine, Duration::from_secs(20), false);
        let (found, ()) = tokio::join!(verified, carried_on);
        assert!(found.unwrap().is_clean());
    });
}

#[tokio::test]
async fn a_suspended_stall_takes_its_products_with_it_and_returns_them_all() {
    database::on_every_database!(|db| {
        let (world, engine, _folder) = in_line(&db).await;
        let all = engine.count().await.unwrap();
        for of_member in [false, true] {
            let before = engine.versions().await.unwrap();
            world.suspend_first_seller(of_member).await;
            apply(db.read(), &engine, &world.events().await).await.unwrap();
            assert_eq!(engine.count().await.unwrap(), all - 1 - 4, "the stall and its four products");
            world.restore_first_seller(of_member).await;
            apply(db.read(), &engine, &world.events().await).await.unwrap();
            let after = engine.versions().await.unwrap();
            let ids = |all: &[search_indexer::Indexed]| all.iter().map(|one| one.id).collect::<Vec<_>>();
            assert_eq!(ids(&after), ids(&before));
            assert!(verify(db.read(), &engine, Duration::ZERO, false).await.unwrap().is_clean());
        }
    });
}

/// More than one batch takes: the rest is answered, to be carried on in parts.
#[test]
fn what_is_too_much_at_once_is_parted_by_kind() {
    let ids = |most: u128| (0..most).map(uuid::Uuid::from_u128);
    let all = Subjects {
        products: ids(5).map(Into::into).collect(),
        offers: ids(12).map(Into::into).collect(),
        ..Subjects::default()
    };
    let parts: Vec<_> = all.parts(5).map(|part| (part.products.len(), part.offers.len())).collect();
    assert_eq!(parts, [(5, 5), (0, 5), (0, 2)]);
    assert!(!all.is_empty() && Subjects::default().is_empty());
}
