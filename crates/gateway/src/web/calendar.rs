//! `GET /lich-mua-vu`: what is in season in a month and the one after it, and the offers on those harvests.

use std::collections::HashMap;

use askama::Template;
use axum::{extract::State, http::StatusCode};
use catalogue::{Commodity, queries as goods};
use chrono::{Datelike, Months as CalendarMonths, NaiveDate};
use kernel::{Actor, CommodityId, FieldErrors, Locale, Months, Problem, date, text::collation_key, unit};
use offers::{Kind, Offer, queries};

use super::{Pager, board::Names, card::place_of, product::Month, typed};
use crate::{
    AppError,
    form::{FormView, Labels},
    render::{Page, counted, page_with},
    seen::View,
    state::App,
    view::Shell,
};

const PER_PAGE: usize = 24;
const FORWARD: u64 = 24;
const LABELS: Labels = &[("thang", "Tháng", "Month"), ("page", "Trang", "Page")];

/// A commodity of the month.
pub struct Season {
    pub name: String,
    pub slug: String,
    pub months: Vec<Month>,
    pub said: String,
    pub products: i64,
    pub to_sell: i64,
    pub to_buy: i64,
    /// The months of its forward offers in words; empty without one.
    pub forward: String,
}

/// An offer on a coming harvest.
pub struct Forward {
    pub path: String,
    pub kind: &'static str,
    pub title: String,
    pub harvest: String,
    pub quantity: String,
    /// Empty: negotiable.
    pub price: String,
    pub place: String,
}

#[derive(Template)]
#[template(path = "web/calendar.html")]
struct CalendarPage {
    shell: Shell,
    form: FormView,
    /// Address, number, name, whether it is the chosen one, whether it is the current one.
    months: Vec<(String, u32, String, bool, bool)>,
    month: String,
    next: String,
    next_href: String,
    total: usize,
    seasons: Vec<Season>,
    pager: Pager,
    /// Those whose season begins in the next month: slug and name.
    beginning: Vec<(String, String)>,
    all_year: Vec<(String, String)>,
    forward: Vec<Forward>,
    /// There are more than these.
    more_forward: bool,
}

pub async fn show(State(app): State<App>, shell: Shell) -> Page {
    let (l, today, fields) = (shell.l, app.ctx(Actor::Anonymous).today(), typed(&shell.query));
    let mut errors = FieldErrors::default();
    let number = |errors: &mut FieldErrors, name: &str, default: u32, most: u32| match fields.get(name) {
        "" => default,
        text => text.parse().ok().filter(|number| (1..=most).contains(number)).unwrap_or_else(|| {
            errors.add(name, Problem::NotAChoice);
            default
        }),
    };
    let month = number(&mut errors, "thang", today.month(), 12);
    let page = number(&mut errors, "page", 1, 1_000);
    let wrong = !errors.is_empty();
    let form = FormView::new(l, LABELS, fields, errors);
    let mut frame = frame(shell, form, month, today);
    if wrong {
        return page_with(StatusCode::UNPROCESSABLE_ENTITY, &frame);
    }
    fill(&app, &mut frame, (month, page), today).await?;
    counted(&frame, View::Page)
}

async fn fill(
    app: &App,
    frame: &mut CalendarPage,
    (month, page): (u32, u32),
    today: NaiveDate,
) -> Result<(), AppError> {
    let l = frame.shell.l;
    let names = Names::read(app).await?;
    let mut active: Vec<&Commodity> = names.commodities.iter().filter(|commodity| commodity.active).collect();
    active.sort_by_cached_key(|commodity| collation_key(commodity.name(l)));
    let short = |commodity: &&&Commodity| (commodity.slug.clone(), commodity.name(l).to_owned());
    let next = month % 12 + 1;
    let seasonal = || active.iter().filter(|commodity| !commodity.months.is_all_year());
    let begins = |commodity: &&&Commodity| commodity.months.contains(next) && !commodity.months.contains(month);
    frame.beginning = seasonal().filter(begins).map(|commodity| short(&commodity)).collect();
    let all_year = active.iter().filter(|commodity| commodity.months.is_all_year());
    frame.all_year = all_year.map(|commodity| short(&commodity)).collect();
    let now: Vec<&Commodity> = seasonal().filter(|commodity| commodity.months.contains(month)).copied().collect();
    frame.total = now.len();
    let last = u32::try_from(now.len().div_ceil(PER_PAGE)).unwrap_or(u32::MAX);
    frame.pager = Pager::new(page, last, |page| frame.shell.url(&address(month, page)));
    let before = (page as usize - 1) * PER_PAGE;
    let shown: Vec<&Commodity> = now.into_iter().skip(before).take(PER_PAGE).collect();
    frame.seasons = seasons(app, &shown, month, today, l).await?;
    let (first, total) = queries::harvested_between(app.db.read(), days(month, today), FORWARD, today).await?;
    frame.forward = first.iter().map(|offer| forward(offer, &names, l)).collect();
    frame.more_forward = total > FORWARD;
    Ok(())
}

async fn seasons(
    app: &App,
    shown: &[&Commodity],
    month: u32,
    today: NaiveDate,
    l: Locale,
) -> Result<Vec<Season>, AppError> {
    let (db, ids) = (app.db.read(), shown.iter().map(|commodity| commodity.id).collect::<Vec<_>>());
    let listed = goods::listed_counts_by_commodity(db, &ids).await?;
    let open = queries::count_open_by_commodity(db, &ids, today).await?;
    let mut harvests: HashMap<CommodityId, Months> = HashMap::new();
    for (id, from, until) in queries::harvest_windows(db, &ids, today).await? {
        let months = harvests.entry(id).or_default();
        months.0 |= months_between(from.max(today), until).0;
    }
    let season = |commodity: &&Commodity| {
        let count = |kind| open.iter().find(|(id, of, _)| (*id, *of) == (commodity.id, kind)).map_or(0, |one| one.2);
        let bar = |number| Month { number, on: commodity.months.contains(number), now: number == month };
        Season {
            name: commodity.name(l).to_owned(),
            slug: commodity.slug.clone(),
            months: (1..=12).map(bar).collect(),
            said: commodity.months.ranges(l),
            products: listed.get(&commodity.id).copied().unwrap_or_default(),
            to_sell: count(Kind::Sell),
            to_buy: count(Kind::Buy),
            forward: harvests.get(&commodity.id).map(|months| months.ranges(l)).unwrap_or_default(),
        }
    };
    Ok(shown.iter().map(season).collect())
}

/// The months that a harvest touches.
fn months_between(from: NaiveDate, until: NaiveDate) -> Months {
    let firsts = (0..12).map_while(|later| from.with_day(1)?.checked_add_months(CalendarMonths::new(later)));
    let numbers = firsts.take_while(|first| *first <= until).map(|first| first.month());
    Months::from_numbers(numbers).unwrap_or_default()
}

/// The first and last day of the month as it comes next; the current one is still to come.
fn days(month: u32, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let year = if month < today.month() { today.year() + 1 } else { today.year() };
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(today);
    let last = first.checked_add_months(CalendarMonths::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first);
    (first, last)
}

fn forward(offer: &Offer, names: &Names, l: Locale) -> Forward {
    let unit = unit::unit(&offer.terms.unit_code).map_or("", |unit| unit.short(l));
    let commodity = || offer.commodity_id.and_then(|id| names.commodity(id)).map(|one| one.name(l).to_owned());
    let base = match offer.kind {
        Kind::Sell => "/chao-ban",
        Kind::Buy => "/chao-mua",
    };
    let window = |harvest: offers::Harvest| format!("{}–{}", date::day(l, harvest.from), date::day(l, harvest.until));
    Forward {
        path: format!("{base}/{}", offer.id),
        kind: offer.kind.name(l),
        title: if offer.title.is_empty() { commodity().unwrap_or_default() } else { offer.title.clone() },
        harvest: offer.terms.harvest.map(window).unwrap_or_default(),
        quantity: format!("{} {unit}", offer.remaining.format(l)),
        price: offer.terms.price.map(|price| format!("{}/{unit}", price.format(l))).unwrap_or_default(),
        place: place_of(&offer.terms.commune_code, l),
    }
}

fn frame(shell: Shell, form: FormView, month: u32, today: NaiveDate) -> CalendarPage {
    let l = shell.l;
    let (chosen, next) = (name(month, l), name(month % 12 + 1, l));
    let mut shell = shell;
    shell.title = if l.is_vi() {
        format!("Lịch mùa vụ Hà Tĩnh: {chosen}")
    } else {
        format!("Season calendar of Hà Tĩnh: {chosen}")
    };
    shell.description = if l.is_vi() {
        format!("Nông sản, đặc sản Hà Tĩnh vào mùa trong {chosen} và tháng sau, cùng các chào bán theo vụ thu hoạch.")
    } else {
        format!("Goods of Hà Tĩnh in season in {chosen} and the month after, with offers on coming harvests.")
    };
    shell.noindex = form.has_errors() || form.fields.has("page");
    let months = (1..=12).map(|number| {
        (shell.url(&address(number, 1)), number, name(number, l), number == month, number == today.month())
    });
    CalendarPage {
        months: months.collect(),
        month: chosen,
        next,
        next_href: shell.url(&address(month % 12 + 1, 1)),
        total: 0,
        seasons: Vec::new(),
        pager: Pager::default(),
        beginning: Vec::new(),
        all_year: Vec::new(),
        forward: Vec::new(),
        more_forward: false,
        shell,
        form,
    }
}

fn address(month: u32, page: u32) -> String {
    let page = if page > 1 { format!("&page={page}") } else { String::new() };
    format!("/lich-mua-vu?thang={month}{page}")
}

/// `tháng 11`, `November`.
fn name(month: u32, l: Locale) -> String {
    if l.is_vi() {
        return format!("tháng {month}");
    }
    let month = u8::try_from(month).ok().and_then(|month| chrono::Month::try_from(month).ok());
    month.map_or("", |month| month.name()).to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_the_one_to_come() {
        let today = day("2026-11-28");
        assert_eq!(days(11, today), (day("2026-11-01"), day("2026-11-30")));
        assert_eq!(days(12, today), (day("2026-12-01"), day("2026-12-31")));
        assert_eq!(days(2, today), (day("2027-02-01"), day("2027-02-28")));
    }

    #[test]
    fn a_harvest_touches_each_of_its_months() {
        let months = |from, until| months_between(day(from), day(until)).iter().collect::<Vec<_>>();
        assert_eq!(months("2026-11-30", "2027-01-01"), [1, 11, 12]);
        assert_eq!(months("2026-11-05", "2026-11-20"), [11]);
        assert_eq!(months("2026-11-05", "2029-11-20").len(), 12);
        assert_eq!(months("2026-11-05", "2026-10-20"), [] as [u32; 0]);
    }
}
