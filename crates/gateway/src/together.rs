//! Readings of many requests in one statement. A reading that finds none under way starts at once; those that come
//! meanwhile are read together afterwards. Under load the way to the database's thread and back is shared; alone,
//! nobody waits. Every reading begins after it was asked for, so nobody sees what was true before.

use std::{
    collections::HashMap,
    hash::Hash,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use sea_orm::DbErr;
use tokio::sync::oneshot;

/// Keys of one statement at most.
const MOST: usize = 16;

/// What waits, and who is told.
type Waiting<K, V> = Vec<(K, oneshot::Sender<Result<Option<V>, String>>)>;

#[derive(Clone)]
pub struct Together<K, V>(Arc<Mutex<State<K, V>>>);

struct State<K, V> {
    waiting: Waiting<K, V>,
    /// A reading is under way and goes on with what waits.
    busy: bool,
}

impl<K, V> Default for Together<K, V> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(State { waiting: Vec::new(), busy: false })))
    }
}

impl<K, V> Together<K, V>
where
    K: Hash + Eq + Clone + Send + 'static,
    V: Clone + Send + 'static,
{
    /// The value of this key. `read` answers many keys; what it leaves out does not exist.
    pub async fn get<R, F>(&self, key: K, read: R) -> Result<Option<V>, DbErr>
    where
        R: Fn(Vec<K>) -> F + Send + 'static,
        F: Future<Output = Result<HashMap<K, V>, DbErr>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let lead = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.waiting.push((key, tell));
            !mem::replace(&mut state.busy, true)
        };
        if lead {
            // A task of its own: a visitor who goes away does not take the others' reading along.
            tokio::spawn(self.clone().go_on(read));
        }
        let broke_off = |_| Err("a shared reading broke off".to_owned());
        told.await.unwrap_or_else(broke_off).map_err(DbErr::Custom)
    }

    async fn go_on<R, F>(self, read: R)
    where
        R: Fn(Vec<K>) -> F + Send,
        F: Future<Output = Result<HashMap<K, V>, DbErr>> + Send,
    {
        let mut turn = Turn { together: self, done: false };
        while let Some(taken) = turn.next() {
            let keys = taken.iter().map(|(key, _)| key.clone()).collect();
            let found = read(keys).await.map_err(|error| error.to_string());
            for (key, tell) in taken {
                // Who went away needs no answer.
                let _ = tell.send(found.as_ref().map(|found| found.get(&key).cloned()).map_err(Clone::clone));
            }
        }
    }
}

/// Gives the turn back whatever happens, a panic included: then those who wait are told so, and the next one leads.
struct Turn<K, V> {
    together: Together<K, V>,
    done: bool,
}

impl<K, V> Turn<K, V> {
    fn next(&mut self) -> Option<Waiting<K, V>> {
        let mut state = self.together.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = state.waiting.len().min(MOST);
        state.busy = taken > 0;
        self.done = taken == 0;
        (taken > 0).then(|| state.waiting.drain(..taken).collect())
    }
}

impl<K, V> Drop for Turn<K, V> {
    fn drop(&mut self) {
        if !self.done {
            let mut state = self.together.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.waiting.clear();
            state.busy = false;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn those_who_come_meanwhile_are_read_together() {
        let (together, readings) = (Together::<u32, u32>::default(), Arc::new(AtomicUsize::new(0)));
        let asked = (0..20).map(|key| {
            let (together, readings) = (together.clone(), readings.clone());
            async move {
                let read = move |keys: Vec<u32>| {
                    readings.fetch_add(1, Ordering::Relaxed);
                    async move { Ok(keys.into_iter().filter(|key| key % 2 == 0).map(|key| (key, key * 10)).collect()) }
                };
                together.get(key, read).await.unwrap()
            }
        });
        let found = futures::future::join_all(asked).await;
        let expected: Vec<_> = (0..20).map(|key| (key % 2 == 0).then_some(key * 10)).collect();
        assert_eq!(found, expected);
        assert_eq!(readings.load(Ordering::Relaxed), 2, "20 keys, 16 of a statement");
    }

    #[tokio::test]
    async fn a_reading_that_fails_or_panics_stops_nobody_after_it() {
        let together = Together::<u32, u32>::default();
        let failed = together.get(1, |_| async { Err(DbErr::Custom("no".to_owned())) }).await;
        assert!(failed.is_err());
        let panicked = together.get(1, |_| async { panic!("in a reading") }).await;
        assert!(panicked.is_err());
        let found = together.get(1, |_| async { Ok(HashMap::from([(1, 7)])) }).await;
        assert_eq!(found.unwrap(), Some(7));
    }
}
