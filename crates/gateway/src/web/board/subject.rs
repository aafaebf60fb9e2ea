//! `GET /bang-gia/{slug}`: a commodity, or what a category holds without one, through the weeks of a year; `…/{slug}.csv`: all weeks.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::Datelike;
use kernel::{Actor, FieldErrors, Fields, Locale, Problem, date, locale::number, place, text::collation_key, unit};
use offers::board::{self, Good, Line, Week};

use super::{
    Names, csv,
    names::unit_words,
    overview::{LABELS, WEEKS, capital, week_choices, week_words},
    rows::{Agreed, Change, Row, Side},
};
use crate::{
    AppError,
    chart::{Chart, Marks, Series},
    form::FormView,
    render::{counted, page_with},
    seen::View,
    state::App,
    view::Shell,
    web::{product::Month, typed},
};

/// Weeks of the chart and its table.
const SHOWN: i64 = 52;
/// Weeks of the file: longer than the floor is old.
const EXPORTED: i64 = 520;
const MOST_BELOW: usize = 40;

/// A line of a table: a week, or a commune.
pub struct Cells {
    pub head: String,
    pub asked: Side,
    pub bid: Side,
    pub agreed: Agreed,
}

/// What the newest week says.
pub struct Now {
    pub week: String,
    pub asked: Side,
    pub change: Change,
    pub bid: Side,
    pub agreed: Agreed,
}

#[derive(Template)]
#[template(path = "web/board_subject.html")]
struct SubjectPage {
    shell: Shell,
    form: FormView,
    name: String,
    slug: String,
    /// Path and name of the categories above.
    above: Vec<(String, String)>,
    is_commodity: bool,
    weeks: Vec<(String, String)>,
    communes: Vec<(String, String)>,
    /// Address, name, whether it is this one.
    units: Vec<(String, &'static str, bool)>,
    unit: &'static str,
    place: String,
    now: Option<Now>,
    /// Whether packs of unknown content make the figures.
    is_pack: bool,
    chart: String,
    /// The newest first.
    history: Vec<Cells>,
    places: Vec<Cells>,
    /// What the category holds, in the newest week.
    below: Vec<Row>,
    category: String,
    months: Vec<Month>,
    season: String,
    csv: String,
}

/// What an address asks for.
struct Asked {
    until: Week,
    /// A commune's code; empty: the whole province.
    commune: &'static str,
    unit: String,
}

fn read(fields: &Fields, newest: Week) -> Result<Asked, FieldErrors> {
    let mut errors = FieldErrors::default();
    let mut asked = Asked { until: newest, commune: "", unit: fields.get("unit").to_owned() };
    match (fields.get("tuan"), Week::parse(fields.get("tuan"))) {
        ("", _) => {}
        (_, Some(week)) => asked.until = week,
        (_, None) => errors.add("tuan", Problem::NotAChoice),
    }
    match (fields.get("commune"), place::commune_by_slug(fields.get("commune"))) {
        ("", _) => {}
        (_, Some(commune)) => asked.commune = commune.code,
        (_, None) => errors.add("commune", Problem::NotAChoice),
    }
    if !asked.unit.is_empty() && unit::unit(&asked.unit).is_none() {
        errors.add("unit", Problem::NotAChoice);
    }
    errors.into_result(asked)
}

pub async fn show(State(app): State<App>, shell: Shell, Path(slug): Path<String>) -> Result<Response, AppError> {
    if let Some(slug) = slug.strip_suffix(".csv") {
        return export(&app, &shell, slug).await;
    }
    let names = Names::read(&app).await?;
    let good = names.by_slug(&slug).ok_or(AppError::NotFound)?;
    let fields = typed(&shell.query);
    let weeks = board::weeks(app.db.read(), WEEKS).await?;
    let today = app.ctx(Actor::Anonymous).today();
    let newest = weeks.first().map_or_else(|| Week::of(today), |one| one.week);
    let (asked, errors) = match read(&fields, newest) {
        Ok(asked) => (asked, FieldErrors::default()),
        Err(errors) => (Asked { until: newest, commune: "", unit: String::new() }, errors),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let l = shell.l;
    let form = FormView::new(l, LABELS, fields, errors);
    let mut page = frame(shell, &names, &good, &slug, form).ok_or(AppError::NotFound)?;
    page.weeks = week_choices(&weeks, page.form.value("tuan"), l);
    if let Good::Commodity(id) = &good
        && let Some(months) = names.commodity(*id).map(|commodity| commodity.months).filter(|months| !months.is_empty())
    {
        let month = |number| Month { number, on: months.contains(number), now: number == today.month() };
        page.months = (1..=12).map(month).collect();
        page.season = months.ranges(l);
    }
    if status == StatusCode::OK {
        fill(&app, &mut page, &names, &good, asked).await?;
        return counted(&page, View::Page);
    }
    page_with(status, &page)
}

/// Every week of the good at the place that is asked for, the whole province without one.
async fn export(app: &App, shell: &Shell, slug: &str) -> Result<Response, AppError> {
    let names = Names::read(app).await?;
    let good = names.by_slug(slug).ok_or(AppError::NotFound)?;
    let asked = read(&typed(&shell.query), Week::of(app.ctx(Actor::Anonymous).today()))?;
    let from = asked.until.plus(-EXPORTED);
    let mut lines = board::history(app.db.read(), &good, asked.commune, from, asked.until).await?;
    if !asked.unit.is_empty() {
        lines.retain(|line| line.unit_code == asked.unit);
    }
    Ok(csv::download(&format!("bang-gia-{slug}"), lines, &names, shell.l))
}

fn frame(mut shell: Shell, names: &Names, good: &Good, slug: &str, form: FormView) -> Option<SubjectPage> {
    let l = shell.l;
    let category = names.category(good)?;
    let is_commodity = matches!(good, Good::Commodity(_));
    let name = if is_commodity { names.name(good, l)? } else { category.name(l).to_owned() };
    shell.title = if l.is_vi() { format!("Giá {name}") } else { format!("Prices: {name}") };
    shell.description = if l.is_vi() {
        format!("Giá chào bán, chào mua và giá thoả thuận của {name} trên Sàn Hà Tĩnh qua 52 tuần, theo xã, phường.")
    } else {
        format!("Prices of {name} asked, bid and agreed on the Hà Tĩnh floor over 52 weeks, by commune.")
    };
    shell.noindex = !shell.query.is_empty();
    let query = shell.query.clone();
    let csv = format!("/bang-gia/{slug}.csv{}{query}", if query.is_empty() { "" } else { "?" });
    let mut above = vec![("/bang-gia".to_owned(), l.t("Bảng giá", "Price board").to_owned())];
    let path = names.shelves.tree.path(&category.code);
    let path = path.into_iter().filter(|one| is_commodity || one.code != category.code);
    above.extend(path.filter_map(|one| {
        Some((format!("/bang-gia/{}", names.slug(&Good::Category(one.code.clone()))?), one.name(l).to_owned()))
    }));
    Some(SubjectPage {
        csv: shell.url(&csv),
        communes: place::communes().iter().map(|one| (one.slug.to_owned(), one.title(l))).collect(),
        name,
        slug: slug.to_owned(),
        above,
        is_commodity,
        weeks: Vec::new(),
        units: Vec::new(),
        unit: "",
        place: String::new(),
        now: None,
        is_pack: false,
        chart: String::new(),
        history: Vec::new(),
        places: Vec::new(),
        below: Vec::new(),
        category: category.slug.clone(),
        months: Vec::new(),
        season: String::new(),
        shell,
        form,
    })
}

async fn fill(app: &App, page: &mut SubjectPage, names: &Names, good: &Good, asked: Asked) -> Result<(), AppError> {
    let (db, l, until) = (app.db.read(), page.shell.l, asked.until);
    let mut lines = board::history(db, good, asked.commune, until.plus(1 - SHOWN), until).await?;
    let units = units(&lines, until);
    let unit = if asked.unit.is_empty() { units.first().cloned().unwrap_or_default() } else { asked.unit.clone() };
    let name_of = |code: &str| {
        let newest = lines.iter().rev().find(|line| line.unit_code == code);
        unit_words(newest.map_or(code, |line| &line.unit_name), l)
    };
    page.unit = name_of(&unit);
    page.is_pack = unit::unit(&unit).is_some_and(|unit| unit.dimension == "pack");
    page.place = place::commune(asked.commune).map(|commune| commune.title(l)).unwrap_or_default();
    page.units = units
        .iter()
        .map(|code| {
            let address = format!("/bang-gia/{}?{}", page.slug, with_unit(&page.form.fields, code));
            (page.shell.url(&address), name_of(code), *code == unit)
        })
        .collect();
    lines.retain(|line| line.unit_code == unit);
    page.now = now(&lines, until, page.unit, l);
    page.chart = chart(&lines, until, &page.shell.title, page.unit, l);
    page.history = lines.iter().rev().map(|line| cells(week_head(line.week, l), line, page.unit, l)).collect();
    if asked.commune.is_empty() && !lines.is_empty() {
        let mut places = board::by_commune(db, good, until).await?;
        places.retain(|line| line.unit_code == unit);
        let mut places: Vec<Cells> = places
            .iter()
            .filter_map(|line| Some(cells(place::commune(&line.commune_code)?.title(l), line, page.unit, l)))
            .collect();
        places.sort_by_cached_key(|cells| collation_key(&cells.head));
        page.places = places;
    }
    if let (Good::Category(_), Some(category)) = (good, names.category(good)) {
        let mut within = names.goods_under(category);
        within.retain(|other| other != good);
        page.below = below(app, names, &within, &asked, page.form.value("commune"), l).await?;
    }
    Ok(())
}

/// The goods below a category as the overview shows them.
async fn below(
    app: &App,
    names: &Names,
    within: &[Good],
    asked: &Asked,
    commune: &str,
    l: Locale,
) -> Result<Vec<Row>, AppError> {
    let lines = board::lines(app.db.read(), asked.until, asked.commune).await?;
    let before = board::lines(app.db.read(), asked.until.plus(-1), asked.commune).await?;
    let key = |line: &Line| (line.good.clone(), line.unit_code.clone());
    let before: HashMap<_, _> = before.iter().map(|line| (key(line), line)).collect();
    let query = if commune.is_empty() { String::new() } else { format!("&commune={commune}") };
    let lines = lines.iter().filter(|line| within.contains(&line.good));
    let mut rows: Vec<Row> =
        lines.filter_map(|line| Row::of(line, before.get(&key(line)).copied(), names, &query, l)).collect();
    rows.sort_by_cached_key(|row| collation_key(&row.name));
    rows.truncate(MOST_BELOW);
    Ok(rows)
}

/// The units of these lines; the one with most offers first, as of the newest week, then of all.
fn units(lines: &[Line], newest: Week) -> Vec<String> {
    let mut counts: HashMap<&str, (i64, i64)> = HashMap::new();
    for line in lines {
        let count = i64::from(line.asked.offers) + i64::from(line.bid.offers) + i64::from(line.deals.count);
        let counts = counts.entry(&line.unit_code).or_default();
        counts.1 += count;
        if line.week == newest {
            counts.0 += count;
        }
    }
    let mut units: Vec<_> = counts.into_iter().collect();
    units.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    units.into_iter().map(|(code, _)| code.to_owned()).collect()
}

fn now(lines: &[Line], until: Week, unit: &str, l: Locale) -> Option<Now> {
    let line = lines.iter().find(|line| line.week == until)?;
    let before = lines.iter().find(|line| line.week == until.plus(-1));
    Some(Now {
        week: capital(&week_words(until, l)),
        asked: Side::of(&line.asked, l),
        change: Change::of(line.asked.median, before.and_then(|before| before.asked.median), l),
        bid: Side::of(&line.bid, l),
        agreed: Agreed::of(&line.deals, unit, l),
    })
}

fn cells(head: String, line: &Line, unit: &str, l: Locale) -> Cells {
    Cells {
        head,
        asked: Side::of(&line.asked, l),
        bid: Side::of(&line.bid, l),
        agreed: Agreed::of(&line.deals, unit, l),
    }
}

/// `23/11/2026`: the week's Monday.
fn week_head(week: Week, l: Locale) -> String {
    date::day(l, week.monday())
}

/// From the first week that has something to the newest.
fn chart(lines: &[Line], until: Week, title: &str, unit: &str, l: Locale) -> String {
    let Some(first) = lines.first().map(|line| line.week) else { return String::new() };
    let weeks: Vec<Week> = (0..=until.since(first)).map(|later| first.plus(later)).collect();
    let of: HashMap<Week, &Line> = lines.iter().map(|line| (line.week, line)).collect();
    let line = |side: fn(&Line) -> &board::Prices| {
        Marks::Line(weeks.iter().map(|week| Some(side(of.get(week)?).median?.0)).collect())
    };
    let band = |side: fn(&Line) -> &board::Prices| {
        let range = |week| of.get(week).and_then(|line| Some((side(line).low?.0, side(line).high?.0)));
        Marks::Band(weeks.iter().map(range).collect())
    };
    let (asked, bid) = (l.t("chào bán", "asked"), l.t("chào mua", "bid"));
    let series = |name: &str, class, marks| Series { name: name.to_owned(), class, marks };
    let description = match l {
        Locale::Vi => format!(
            "Đường liền là giá trung vị chào bán, đường đứt là giá trung vị chào mua, vùng nhạt từ giá thấp nhất đến giá cao nhất; tính bằng đồng cho một {unit}, {} tuần đến {}. Số liệu từng tuần ở bảng bên dưới.",
            weeks.len(),
            date::day(l, until.sunday()),
        ),
        Locale::En => format!(
            "The solid line is the median asked, the dashed one the median bid, the pale areas go from the lowest to the highest price; in dong for one {unit}, {} weeks up to {}. The table below has each week’s figures.",
            weeks.len(),
            date::day(l, until.sunday()),
        ),
    };
    let words = |value: i64| number(l, value);
    Chart {
        id: "bieu-do",
        title: title.to_owned(),
        description,
        places: weeks.iter().map(|week| week.monday().format("%d/%m").to_string()).collect(),
        series: vec![
            series(asked, "first", band(|line| &line.asked)),
            series(bid, "second", band(|line| &line.bid)),
            series(asked, "first", line(|line| &line.asked)),
            series(bid, "second", line(|line| &line.bid)),
        ],
        words: &words,
    }
    .svg()
}

fn with_unit(fields: &Fields, code: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("unit", code);
    for name in ["tuan", "commune"] {
        if !fields.get(name).is_empty() {
            query.append_pair(name, fields.get(name));
        }
    }
    query.finish()
}
