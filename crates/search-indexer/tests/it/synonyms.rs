//! The synonyms that administrators keep.

use database::{Db, audit, outbox};
use kernel::{AccountId, Actor, Ctx, FieldErrors, Fields, Problem};
use search_indexer::{
    SynonymKind,
    synonym::{self, CHANGED, SynonymDraft, SynonymError},
};
use uuid::Uuid;

use super::support::*;

fn ctx() -> Ctx {
    Ctx::new(Actor::Account(AccountId(Uuid::from_u128(1))), noon())
}

fn draft(term: &str, canonical: &str, kind: SynonymKind) -> SynonymDraft {
    SynonymDraft { term: term.into(), canonical: canonical.into(), kind }
}

/// Runs one command in a transaction of its own: committed when it succeeds.
macro_rules! run {
    ($db:expr, |$txn:ident| $command:expr) => {{
        let $txn = $db.begin().await.unwrap();
        let result = $command.await;
        match &result {
            Ok(_) => $txn.commit().await.unwrap(),
            Err(_) => $txn.rollback().await.unwrap(),
        }
        result
    }};
}

async fn terms(db: &Db) -> Vec<String> {
    synonym::kept(db.read()).await.unwrap().into_iter().map(|one| one.synonym.term).collect()
}

async fn actions(db: &Db, subject: Uuid) -> Vec<String> {
    let filter = audit::Filter { subject: Some(subject), ..Default::default() };
    let lines = audit::page(db.read(), &filter, 100).await.unwrap();
    lines.into_iter().rev().map(|line| line.action).collect()
}

async fn events(db: &Db) -> usize {
    let all = outbox::follow(db.read(), 0, 100).await.unwrap();
    all.iter().filter(|event| event.kind == CHANGED).count()
}

#[tokio::test]
async fn a_synonym_is_added_changed_removed_and_put_back_with_its_history() {
    database::on_every_database!(|db| {
        let id = run!(db, |txn| synonym::add(&txn, &ctx(), &draft("đậu phộng", "lạc", SynonymKind::Same))).unwrap();
        let changed = draft("đậu phụng", "lạc", SynonymKind::OneWay);
        run!(db, |txn| synonym::change(&txn, &ctx(), id, &changed)).unwrap();
        run!(db, |txn| synonym::change(&txn, &ctx(), id, &changed)).unwrap();
        let kept = synonym::find(db.read(), id).await.unwrap().unwrap();
        assert_eq!((kept.synonym.term.as_str(), kept.synonym.kind), ("đậu phụng", SynonymKind::OneWay));

        run!(db, |txn| synonym::remove(&txn, &ctx(), id)).unwrap();
        assert!(terms(&db).await.is_empty());
        assert!(matches!(run!(db, |txn| synonym::remove(&txn, &ctx(), id)), Err(SynonymError::NotFound)));
        assert!(matches!(run!(db, |txn| synonym::change(&txn, &ctx(), id, &changed)), Err(SynonymError::NotFound)));
        run!(db, |txn| synonym::put_back(&txn, &ctx(), id)).unwrap();
        assert!(matches!(run!(db, |txn| synonym::put_back(&txn, &ctx(), id)), Err(SynonymError::NotFound)));
        assert_eq!(terms(&db).await, ["đậu phụng"]);

        let history = ["synonym.added", "synonym.changed", "synonym.removed", "synonym.put_back"];
        assert_eq!(actions(&db, id).await, history, "what changed nothing left no line");
        assert_eq!(events(&db).await, 4);
    });
}

#[tokio::test]
async fn the_list_has_no_synonym_twice_however_it_is_written() {
    database::on_every_database!(|db| {
        let same = |term, canonical| draft(term, canonical, SynonymKind::Same);
        let first = run!(db, |txn| synonym::add(&txn, &ctx(), &same("hoà", "yên"))).unwrap();
        for (term, canonical) in [("hoà", "yên"), ("  HÒA ", "Yên"), ("hòa", "yên!")] {
            let refused = run!(db, |txn| synonym::add(&txn, &ctx(), &same(term, canonical)));
            let Err(SynonymError::Invalid(errors)) = refused else { panic!("{term} is there: {refused:?}") };
            assert_eq!(errors.get("canonical"), Some(&Problem::AlreadyThere));
        }
        assert_eq!(events(&db).await, 1, "what was refused left nothing");
        let second = run!(db, |txn| synonym::add(&txn, &ctx(), &same("hoa", "yên"))).unwrap();
        let onto = run!(db, |txn| synonym::change(&txn, &ctx(), second, &same("hoà", "yên")));
        assert!(matches!(onto, Err(SynonymError::Invalid(_))), "other marks are another word, until they are not");
        // One that was removed makes room, and can't come back then.
        run!(db, |txn| synonym::remove(&txn, &ctx(), first)).unwrap();
        run!(db, |txn| synonym::change(&txn, &ctx(), second, &same("hoà", "yên"))).unwrap();
        assert!(matches!(run!(db, |txn| synonym::put_back(&txn, &ctx(), first)), Err(SynonymError::Invalid(_))));
    });
}

#[tokio::test]
async fn a_new_floor_begins_with_the_built_in_list_and_an_emptied_list_stays_empty() {
    database::on_every_database!(|db| {
        let count = run!(db, |txn| synonym::seed(&txn, &ctx())).unwrap();
        assert!(count > 50, "{count}");
        assert_eq!(synonym::kept(db.read()).await.unwrap().len(), count);
        assert_eq!(run!(db, |txn| synonym::seed(&txn, &ctx())).unwrap(), 0);
        for one in synonym::kept(db.read()).await.unwrap() {
            run!(db, |txn| synonym::remove(&txn, &ctx(), one.id)).unwrap();
        }
        assert_eq!(run!(db, |txn| synonym::seed(&txn, &ctx())).unwrap(), 0);
        assert!(terms(&db).await.is_empty());
    });
}

#[tokio::test]
async fn what_the_list_says_is_what_searches_know_at_once() {
    database::on_every_database!(|db| {
        for tested in engines_with(&[product(1, "Kẹo lạc"), product(2, "Chè xanh")]).await {
            let engine = &tested.engine;
            engine.set_synonyms(synonym::compiled(db.read()).await.unwrap());
            assert!(names(engine, "nếp nương").await.is_empty());
            let id = run!(db, |txn| synonym::add(&txn, &ctx(), &draft("nếp nương", "lạc", SynonymKind::OneWay)));
            engine.set_synonyms(synonym::compiled(db.read()).await.unwrap());
            assert_eq!(names(engine, "nếp nương").await, ["Kẹo lạc"]);
            assert_eq!(names(engine, "nep nuong").await, ["Kẹo lạc"], "typed without marks too");
            run!(db, |txn| synonym::remove(&txn, &ctx(), id.unwrap())).unwrap();
            engine.set_synonyms(synonym::compiled(db.read()).await.unwrap());
            assert!(names(engine, "nếp nương").await.is_empty());
        }
    });
}

#[test]
fn a_form_says_everything_that_is_wrong_at_once() {
    let problems = |term: &str, canonical: &str, kind: &str| {
        let pairs = [("term", term), ("canonical", canonical), ("kind", kind)];
        let fields: Fields = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut errors = FieldErrors::default();
        let _ = SynonymDraft::parse(&fields, &mut errors);
        ["term", "canonical", "kind"].map(|name| errors.get(name).cloned())
    };
    assert_eq!(problems("đậu phộng", "lạc", "same"), [None, None, None]);
    assert_eq!(problems("", "", ""), [Problem::Required, Problem::Required, Problem::Required].map(Some));
    assert_eq!(
        problems("!!", "a b c d e f g", "x"),
        [Some(Problem::NoWord), Some(Problem::TooMany(6)), Some(Problem::NotAChoice)]
    );
    assert_eq!(problems("Hoà", "hòa", ""), [None, Some(Problem::SameTwice), Some(Problem::Required)]);
    assert_eq!(problems(&"a".repeat(61), "lạc", "loose")[0], Some(Problem::TooLong(60)));
}
