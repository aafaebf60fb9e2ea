//! What the rest of the floor may rely on.
#![allow(clippy::unwrap_used)]

mod it {
    mod anything;
    mod codes;
    mod dates;
    mod goods;
    mod measures;
    mod money;
    mod places;
    mod text;

    /// The rows of a file in `tests/data`, without its header.
    pub fn vectors(csv: &str) -> Vec<csv::StringRecord> {
        csv::Reader::from_reader(csv.as_bytes()).records().collect::<Result<_, _>>().unwrap()
    }
}
