//! The form of an offer, every problem at once.

use std::str::FromStr;

use chrono::{Days, NaiveDate};
use kernel::{
    CommodityId, FieldErrors, Fields, Locale, Measure, Money, Problem, ProductId, Quantity, date, place, unit,
};

use crate::{
    Certificate, Contact, Delivery, Harvest, Kind, Pack, Step, Subject, Terms,
    numbers::{read_count, read_price, read_quantity},
    revise::{FIXED, WORDS},
    terms::{self, MAX_AMOUNT},
};

const MAX_STEPS: usize = 10;
const MAX_QUOTES: i64 = 100;
/// An offer stands for a year at most.
const MAX_VALID_DAYS: u64 = 366;
/// Nobody knows the harvest after the next.
const MAX_AHEAD_DAYS: u64 = 731;

impl Terms {
    /// Reads `product` (to sell), or `commodity`, `category` and `title` (to buy); `quantity`, `unit`, `pack_quantity`, `pack_unit`,
    /// `price` or `negotiable`, `min_lot`, `step_from` with `step_price` (repeated, in pairs), `commune`, `place`, `delivery`,
    /// `delivery_note`, `packaging`, `quality`, `certificates` (repeated), `available_from`, `available_until`, `valid_until`, `forward` with `harvest_from`,
    /// `harvest_until` and `expected_quantity`, `max_quotes` and `contact`. `None` when something is wrong.
    #[must_use]
    pub fn parse(kind: Kind, fields: &Fields, today: NaiveDate, errors: &mut FieldErrors) -> Option<Self> {
        Self::read(Form { fields, errors: FieldErrors::default(), today, before: None }, kind, errors)
    }

    /// Reads what an open offer shall be: what stays while it is open is taken from `before`, and so are its words unless the form
    /// `rewords` it. Days that were there already may have passed.
    #[must_use]
    pub fn parse_revision(
        before: &Self,
        fields: &Fields,
        rewords: bool,
        today: NaiveDate,
        errors: &mut FieldErrors,
    ) -> Option<Self> {
        let stays = |name: &str| FIXED.contains(&name) || (!rewords && WORDS.contains(&name));
        let known = before.to_fields(Locale::Vi);
        let typed = fields.pairs().iter().filter(|(name, _)| !stays(name));
        let fields = typed.chain(known.pairs().iter().filter(|(name, _)| stays(name))).cloned().collect();
        let form = Form { fields: &fields, errors: FieldErrors::default(), today, before: Some(before) };
        Self::read(form, before.kind(), errors)
    }

    fn read(mut form: Form<'_>, kind: Kind, errors: &mut FieldErrors) -> Option<Self> {
        let terms = form.terms(kind);
        let all = form.errors;
        let is_right = all.is_empty();
        for (field, problem) in all.0 {
            errors.add(&field, problem);
        }
        terms.filter(|_| is_right)
    }
}

struct Form<'a> {
    fields: &'a Fields,
    errors: FieldErrors,
    today: NaiveDate,
    /// What is changed, where it is an open offer.
    before: Option<&'a Terms>,
}

impl Form<'_> {
    /// Asks for everything before it looks at what is missing, so that each field tells its problem.
    fn terms(&mut self, kind: Kind) -> Option<Terms> {
        let is_buy = kind == Kind::Buy;
        let subject = if is_buy { Some(self.wanted()) } else { self.product() };
        let unit_code = self.required_choice("unit", |code| unit::unit(code).is_some());
        let quantity = self.required_quantity("quantity", &unit_code);
        let pack = self.pack(&unit_code);
        let price = self.price();
        let min_lot = self.min_lot(&unit_code, quantity);
        let steps = if is_buy { Vec::new() } else { self.steps(&unit_code, price, quantity) };
        let commune_code = self.required_choice("commune", |code| place::commune(code).is_some());
        let place = self.text("place", 200);
        let delivery = self.choice("delivery", Delivery::Agreed, Delivery::from_code);
        let delivery_note = self.text("delivery_note", 500);
        let packaging = self.text("packaging", 200);
        let quality = self.text("quality", 1_000);
        let certificates = self.certificates(kind);
        let valid_until = self.valid_until();
        let (available_from, available_until) = self.available(valid_until);
        let harvest = self.harvest(&unit_code, quantity);
        let max_quotes = if is_buy { self.max_quotes() } else { None };
        let contact = self.choice("contact", Contact::AfterDeal, Contact::from_code);
        self.whole_amount(price, quantity);
        Some(Terms {
            subject: subject?,
            quantity: quantity?,
            unit_code,
            pack,
            price,
            min_lot,
            steps,
            commune_code,
            place,
            delivery,
            delivery_note,
            packaging,
            quality,
            certificates,
            available_from,
            available_until,
            valid_until: valid_until?,
            harvest,
            max_quotes,
            contact,
        })
    }

    fn add(&mut self, field: &str, problem: Problem) {
        self.errors.add(field, problem);
    }

    fn text(&mut self, field: &str, max: usize) -> String {
        self.fields.optional(&mut self.errors, field, max)
    }

    fn product(&mut self) -> Option<Subject> {
        match self.fields.get("product") {
            "" => self.add("product", Problem::Required),
            id => match ProductId::from_str(id) {
                Ok(id) => return Some(Subject::Product(id)),
                Err(_) => self.add("product", Problem::NotAChoice),
            },
        }
        None
    }

    fn wanted(&mut self) -> Subject {
        let commodity = match self.fields.get("commodity") {
            "" => None,
            id => CommodityId::from_str(id).map_err(|_| self.add("commodity", Problem::NotAChoice)).ok(),
        };
        let category = Some(self.fields.get("category").to_owned()).filter(|code| !code.is_empty());
        let title = if self.fields.has("title") || (commodity.is_none() && category.is_none()) {
            self.fields.text(&mut self.errors, "title", 3, 120)
        } else {
            String::new()
        };
        Subject::Wanted { commodity, category, title }
    }

    fn required_choice(&mut self, field: &str, known: impl Fn(&str) -> bool) -> String {
        let code = self.fields.get(field).to_owned();
        if code.is_empty() {
            self.add(field, Problem::Required);
        } else if !known(&code) {
            self.add(field, Problem::NotAChoice);
        }
        code
    }

    fn choice<T>(&mut self, field: &str, default: T, read: impl Fn(&str) -> Option<T>) -> T {
        match self.fields.get(field) {
            "" => default,
            code => read(code).unwrap_or_else(|| {
                self.add(field, Problem::NotAChoice);
                default
            }),
        }
    }

    fn certificates(&mut self, kind: Kind) -> Vec<Certificate> {
        let fields = self.fields;
        let mut chosen = Vec::new();
        for code in fields.all("certificates").filter(|code| !code.is_empty()) {
            match Certificate::from_code(code).filter(|one| kind == Kind::Buy || one.is_stated()) {
                Some(one) => chosen.push(one),
                None => self.add("certificates", Problem::NotAChoice),
            }
        }
        Certificate::tidy(chosen)
    }

    fn required_quantity(&mut self, field: &str, unit_code: &str) -> Option<Quantity> {
        if !self.fields.has(field) {
            self.add(field, Problem::Required);
        }
        self.quantity(field, unit_code)
    }

    fn quantity(&mut self, field: &str, unit_code: &str) -> Option<Quantity> {
        let text = self.fields.get(field);
        if text.is_empty() {
            return None;
        }
        read_quantity(text, unit_code).map_err(|problem| self.add(field, problem)).ok()
    }

    /// What a pack holds; other units hold nothing.
    fn pack(&mut self, unit_code: &str) -> Option<Pack> {
        let is_pack = unit::unit(unit_code).is_some_and(|unit| unit.factor_to_base.is_none());
        if !is_pack || !(self.fields.has("pack_quantity") || self.fields.has("pack_unit")) {
            return None;
        }
        let inner = self
            .required_choice("pack_unit", |code| unit::unit(code).is_some_and(|unit| unit.factor_to_base.is_some()));
        let quantity = self.required_quantity("pack_quantity", &inner)?;
        Measure::packed(unit_code, quantity, &inner).map(|_| Pack { quantity, unit_code: inner })
    }

    fn price(&mut self) -> Option<Money> {
        if self.fields.has("negotiable") {
            return None;
        }
        read_price(self.fields.get("price")).map_err(|problem| self.add("price", problem)).ok()
    }

    fn min_lot(&mut self, unit_code: &str, quantity: Option<Quantity>) -> Option<Quantity> {
        let min_lot = self.quantity("min_lot", unit_code)?;
        if let Some(quantity) = quantity.filter(|quantity| min_lot > *quantity) {
            self.add("min_lot", Problem::TooMuch { most: quantity, unit: unit_code.to_owned() });
        }
        Some(min_lot)
    }

    /// Larger lots never cost more, and none is larger than the whole.
    fn steps(&mut self, unit_code: &str, price: Option<Money>, quantity: Option<Quantity>) -> Vec<Step> {
        let fields = self.fields;
        let prices = fields.all("step_price").chain(std::iter::repeat(""));
        let pairs = fields.all("step_from").zip(prices).filter(|(from, price)| !(from.is_empty() && price.is_empty()));
        let mut steps: Vec<Step> = Vec::new();
        let (mut above, mut asked) = (None, price);
        let (mut wrong_from, mut wrong_price) = (Vec::new(), Vec::new());
        for (row, (from, price)) in (1..).zip(pairs.take(MAX_STEPS + 1)) {
            let from = read_quantity(from, unit_code).map_err(|problem| wrong_from.push((row, problem))).ok();
            let price = read_price(price).map_err(|problem| wrong_price.push((row, problem))).ok();
            if let Some(from) = from {
                let problem = wrong_start(from, above, quantity, unit_code);
                wrong_from.extend(problem.map(|problem| (row, problem)));
                above = Some((row, from));
            }
            if let Some(price) = price {
                let dearer = asked.filter(|asked| price > *asked);
                wrong_price.extend(dearer.map(|asked| (row, Problem::StepDearer(asked))));
                asked = Some(price);
            }
            steps.extend(from.zip(price).map(|(from, price)| Step { from, price }));
        }
        for (field, wrong) in [("step_from", wrong_from), ("step_price", wrong_price)] {
            if !wrong.is_empty() {
                self.add(field, Problem::Rows(wrong));
            }
        }
        if steps.len() > MAX_STEPS {
            self.add("step_from", Problem::TooMany(MAX_STEPS));
        }
        // Steps depart from a price.
        if price.is_none() && !steps.is_empty() {
            self.add("price", Problem::Required);
        }
        steps
    }

    /// A day that must not be gone yet, nor lie further ahead than so many days.
    fn day(&mut self, field: &str, days_ahead: u64) -> Option<NaiveDate> {
        let text = self.fields.get(field);
        if text.is_empty() {
            return None;
        }
        match date::parse_day(text) {
            Ok(day) if self.was(field, day) => return Some(day),
            Ok(day) if day < self.today => self.add(field, Problem::DateInPast),
            Ok(day) => match self.today.checked_add_days(Days::new(days_ahead)) {
                Some(last) if day > last => self.add(field, Problem::DateTooLate(last)),
                _ => return Some(day),
            },
            Err(problem) => self.add(field, problem),
        }
        None
    }

    /// Whether an open offer had that day already; the goods may be there since.
    fn was(&self, field: &str, day: NaiveDate) -> bool {
        let Some(before) = self.before else { return false };
        let harvest = before.harvest.as_ref();
        let known = match field {
            "available_from" => before.available_from,
            "available_until" => before.available_until,
            "harvest_from" => harvest.map(|harvest| harvest.from),
            "harvest_until" => harvest.map(|harvest| harvest.until),
            _ => None,
        };
        known == Some(day)
    }

    fn required_day(&mut self, field: &str, days_ahead: u64) -> Option<NaiveDate> {
        if !self.fields.has(field) {
            self.add(field, Problem::Required);
        }
        self.day(field, days_ahead)
    }

    fn valid_until(&mut self) -> Option<NaiveDate> {
        self.required_day("valid_until", MAX_VALID_DAYS)
    }

    fn available(&mut self, valid_until: Option<NaiveDate>) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let (from, until) = (self.day("available_from", MAX_AHEAD_DAYS), self.day("available_until", MAX_AHEAD_DAYS));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            self.add("available_until", Problem::DatesReversed);
        }
        // Nothing is offered for longer than it is there, nor asked for after it was needed.
        if let Some((until, _)) = until.zip(valid_until).filter(|(until, valid)| until < valid) {
            self.add("valid_until", Problem::DateTooLate(until));
        }
        (from, until)
    }

    fn harvest(&mut self, unit_code: &str, quantity: Option<Quantity>) -> Option<Harvest> {
        if !self.fields.has("forward") {
            return None;
        }
        let from = self.required_day("harvest_from", MAX_AHEAD_DAYS);
        let until = self.required_day("harvest_until", MAX_AHEAD_DAYS);
        let expected = self.required_quantity("expected_quantity", unit_code);
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            self.add("harvest_until", Problem::DatesReversed);
        }
        if let Some((quantity, _)) = quantity.zip(expected).filter(|(quantity, expected)| expected < quantity) {
            self.add("expected_quantity", Problem::TooLittle { least: quantity, unit: unit_code.to_owned() });
        }
        Some(Harvest { from: from?, until: until?, expected: expected? })
    }

    fn max_quotes(&mut self) -> Option<i32> {
        let text = self.fields.get("max_quotes");
        if text.is_empty() {
            return None;
        }
        let count = read_count(text, MAX_QUOTES).map_err(|problem| self.add("max_quotes", problem)).ok()?;
        i32::try_from(count).ok()
    }

    fn whole_amount(&mut self, price: Option<Money>, quantity: Option<Quantity>) {
        if price.zip(quantity).is_some_and(|(price, quantity)| terms::amount(price, quantity).is_none()) {
            self.add("price", Problem::TooLarge(MAX_AMOUNT));
        }
    }
}

/// What is wrong with where a step begins, below the one `above` it (its row and where that begins).
fn wrong_start(
    from: Quantity,
    above: Option<(usize, Quantity)>,
    whole: Option<Quantity>,
    unit_code: &str,
) -> Option<Problem> {
    let unit = unit_code.to_owned();
    match (above, whole) {
        (Some((row, last)), _) if from <= last => Some(Problem::StepNotRising { above: row, from: last, unit }),
        (_, Some(most)) if from > most => Some(Problem::TooMuch { most, unit }),
        _ => None,
    }
}
