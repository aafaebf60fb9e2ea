//! Reading what stands in the query of an address, with every mistake at once.

use kernel::{FieldErrors, Fields, Money, Problem, text};

const MAX_TEXT: usize = 200;
const MAX_VALUES: usize = 50;
const MAX_PRICE: i64 = 1_000_000_000_000;

/// What stands in the query of an address.
#[must_use]
pub fn typed(query: &str) -> Fields {
    let pairs = form_urlencoded::parse(query.as_bytes()).take(200);
    pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// Fields on the way to what they mean.
pub struct Reading<'a> {
    typed: &'a Fields,
    pub errors: FieldErrors,
}

impl<'a> Reading<'a> {
    #[must_use]
    pub fn of(typed: &'a Fields) -> Self {
        Self { typed, errors: FieldErrors::default() }
    }

    /// Words to search for.
    pub fn words(&mut self, name: &str) -> String {
        let text = self.typed.get(name);
        if text.chars().count() > MAX_TEXT {
            self.errors.add(name, Problem::TooLong(MAX_TEXT));
            return text.chars().take(MAX_TEXT).collect();
        }
        if text::has_control(text) {
            self.errors.add(name, Problem::BadText);
            return text.chars().filter(|c| !c.is_control()).collect();
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Slugs or codes; comma or repetition means or.
    pub fn slugs(&mut self, name: &str, known: impl Fn(&str) -> bool) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let values = self.typed.all(name).flat_map(|value| value.split(','));
        for slug in values.map(str::trim).filter(|slug| !slug.is_empty()) {
            if !known(slug) {
                self.errors.add(name, Problem::NotAChoice);
            } else if all.len() == MAX_VALUES {
                self.errors.add(name, Problem::TooMany(MAX_VALUES));
            } else if !all.iter().any(|one| one == slug) {
                all.push(slug.to_owned());
            }
        }
        all
    }

    pub fn flag(&mut self, name: &str) -> bool {
        match self.typed.get(name) {
            "" | "0" | "false" => false,
            "1" | "true" | "on" => true,
            _ => {
                self.errors.add(name, Problem::NotAChoice);
                false
            }
        }
    }

    /// One of these codes; `None` where none is given.
    pub fn one_of<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let code = self.typed.get(name);
        if code.is_empty() {
            return None;
        }
        let found = choices.iter().find(|(known, _)| *known == code).map(|(_, choice)| *choice);
        if found.is_none() {
            self.errors.add(name, Problem::NotAChoice);
        }
        found
    }

    /// The number of a page, from one to `last`.
    pub fn page(&mut self, name: &str, last: u32) -> u32 {
        let problem = match self.typed.get(name) {
            "" => return 1,
            page => match page.parse::<u64>() {
                Ok(0) => Problem::TooSmall(1),
                Ok(page) => match u32::try_from(page).ok().filter(|page| *page <= last) {
                    Some(page) => return page,
                    None => Problem::TooLarge(i64::from(last)),
                },
                Err(_) => Problem::NotANumber,
            },
        };
        self.errors.add(name, problem);
        1
    }

    /// The lowest and the highest price in đồng.
    pub fn prices(&mut self, (from, to): (&str, &str)) -> (Option<i64>, Option<i64>) {
        let (min, max) = (self.price(from), self.price(to));
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            self.errors.add(to, Problem::TooSmall(min));
        }
        (min, max)
    }

    fn price(&mut self, name: &str) -> Option<i64> {
        let text = self.typed.get(name);
        if text.is_empty() {
            return None;
        }
        let problem = match Money::parse(text) {
            Ok(Money(price)) if price <= MAX_PRICE => return Some(price),
            Ok(_) | Err(Problem::TooLarge(_)) => Problem::TooLarge(MAX_PRICE),
            Err(problem) => problem,
        };
        self.errors.add(name, problem);
        None
    }
}
