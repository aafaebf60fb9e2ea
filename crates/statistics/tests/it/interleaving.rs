use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use kernel::ProductId;
use proptest::prelude::*;
use statistics::{Recorder, kind, most_viewed_products, total};
use uuid::Uuid;

use super::support::{day, noon, product as view, recorder, shown, visitor};

#[derive(Debug, Clone)]
enum Step {
    /// Somebody looks at a product through one of the processes.
    View {
        process: usize,
        who: u8,
        product: u128,
    },
    Flush {
        process: usize,
    },
    /// Time passes; the processes flush in between, in either order.
    Wait {
        minutes: i64,
        first: usize,
    },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..2usize, 0..4u8, 1..4u128).prop_map(|(process, who, product)| Step::View { process, who, product }),
        3 => (0..2usize).prop_map(|process| Step::Flush { process }),
        1 => (1..60i64, 0..2usize).prop_map(|(minutes, first)| Step::Wait { minutes, first }),
    ]
}

/// What is true, counted by one who sees everything.
#[derive(Default)]
struct Truth {
    pages: i64,
    products: BTreeMap<Uuid, i64>,
    last_seen: BTreeMap<u8, i64>,
    visits: i64,
}

impl Truth {
    fn view(&mut self, who: u8, product: Uuid, minute: i64) {
        self.pages += 1;
        *self.products.entry(product).or_default() += 1;
        if self.last_seen.insert(who, minute).is_none_or(|last| minute - last >= statistics::VISIT_MINUTES) {
            self.visits += 1;
        }
    }
}

async fn play(steps: Vec<Step>) {
    let db = database::testing::sqlite().await.unwrap();
    let processes: [Recorder; 2] = [recorder(), recorder()];
    let mut truth = Truth::default();
    let mut minute = 0;
    for process in &processes {
        process.flush(&db, noon()).await.unwrap();
    }
    for step in steps {
        let now = noon() + TimeDelta::minutes(minute);
        match step {
            Step::View { process, who, product } => {
                let product = Uuid::from_u128(product);
                truth.view(who, product, minute);
                let process = &processes[process];
                process.record_at(shown(view(ProductId(product), None), visitor(process, who, now)), now);
            }
            Step::Flush { process } => processes[process].flush(&db, now).await.unwrap(),
            Step::Wait { minutes, first } => {
                processes[first].flush(&db, now).await.unwrap();
                processes[1 - first].flush(&db, now).await.unwrap();
                minute = (minute + minutes).min(11 * 60);
            }
        }
    }
    for process in &processes {
        process.flush(&db, noon()).await.unwrap();
    }
    let today = day("2026-11-20");
    let counted = most_viewed_products(db.read(), today, today, 10).await.unwrap();
    assert_eq!(counted.into_iter().map(|(id, count)| (id.0, count)).collect::<BTreeMap<_, _>>(), truth.products);
    assert_eq!(total(db.read(), kind::PAGE, today, today).await.unwrap(), truth.pages);
    assert_eq!(total(db.read(), kind::VISIT, today, today).await.unwrap(), truth.visits);
    let visitors: BTreeSet<_> = truth.last_seen.keys().collect();
    assert_eq!(total(db.read(), kind::VISITOR, today, today).await.unwrap(), i64::try_from(visitors.len()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_two_processes_flushes_gives_the_true_counts(steps in prop::collection::vec(step(), 0..60)) {
        tokio::runtime::Runtime::new().unwrap().block_on(play(steps));
    }
}
