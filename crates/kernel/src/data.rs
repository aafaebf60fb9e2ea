//! Reads the tables compiled in from `data/`: plain CSV without quotes, so every cell is a slice of the program itself.

/// The rows below the header, each cut at its commas.
pub(crate) fn rows(csv: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    csv.lines().skip(1).map(|line| line.split(',').collect())
}

/// A cell that holds a list.
pub(crate) fn list(cell: &'static str) -> Vec<&'static str> {
    cell.split("; ").filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_hold_no_quotes_and_no_short_rows() {
        for csv in [
            include_str!("../data/communes.csv"),
            include_str!("../data/former-districts.csv"),
            include_str!("../data/provinces-of-birth.csv"),
            include_str!("../data/units.csv"),
        ] {
            let columns = csv.lines().next().map_or(0, |head| head.split(',').count());
            assert!(!csv.contains('"'));
            assert!(super::rows(csv).all(|row| row.len() == columns));
        }
    }
}
