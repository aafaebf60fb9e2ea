//! Where a page of a list ended: the next page begins after it.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// The sort key of a row. In an address: microseconds since 1970 and the id, parted by `.`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

impl Cursor {
    // Both begin with a plain bound on the time, which an index can use, and not with an OR.

    /// The rows that come after it where the newest come first.
    fn older(self, at: impl ColumnTrait, id: impl ColumnTrait) -> Condition {
        Condition::all().add(at.lte(self.at)).add(Condition::any().add(at.lt(self.at)).add(id.lt(self.id)))
    }

    /// The rows that come after it where the oldest come first.
    fn newer(self, at: impl ColumnTrait, id: impl ColumnTrait) -> Condition {
        Condition::all().add(at.gte(self.at)).add(Condition::any().add(at.gt(self.at)).add(id.gt(self.id)))
    }
}

/// A page of rows, the newest first: those behind `after`.
pub fn newest_first<E: EntityTrait>(
    query: Select<E>,
    at: E::Column,
    id: E::Column,
    after: Option<Cursor>,
    limit: u64,
) -> Select<E> {
    let query = query.order_by_desc(at).order_by_desc(id).limit(limit);
    match after {
        Some(after) => query.filter(after.older(at, id)),
        None => query,
    }
}

/// A page of rows, the oldest first: those behind `after`.
pub fn oldest_first<E: EntityTrait>(
    query: Select<E>,
    at: E::Column,
    id: E::Column,
    after: Option<Cursor>,
    limit: u64,
) -> Select<E> {
    let query = query.order_by_asc(at).order_by_asc(id).limit(limit);
    match after {
        Some(after) => query.filter(after.newer(at, id)),
        None => query,
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.timestamp_micros(), self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (micros, id) = text.split_once('.').ok_or(())?;
        let at = micros.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(())?;
        Ok(Self { at, id: Uuid::parse_str(id).map_err(|_| ())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_an_address_and_nonsense_is_none() {
        let at = DateTime::from_timestamp_micros(1_790_000_000_123_456).expect("a time");
        let cursor = Cursor { at, id: Uuid::from_u128(7) };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for text in ["", ".", "1", "x.00000000000000000000000000000007", "1.7", "99999999999999999999.1"] {
            assert_eq!(text.parse::<Cursor>(), Err(()), "{text}");
        }
    }
}
