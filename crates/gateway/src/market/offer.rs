//! `GET /chao-ban/{id}` and `GET /chao-mua/{id}`: one open offer with everything that the other side wants to know; for one that is
//! open no more, see [`super::gone`].

use askama::Template;
use axum::extract::{Path, State};
use chrono::Datelike;
use kernel::{Locale, Money, OfferId, Quantity, date, text};
use offers::{Kind, Offer, queries, queries::OpenFilter};

use super::{
    gone,
    lines::{Around, Line, lines},
    reader::{Reader, reader},
    words,
};
use crate::{
    AppError,
    desk::papers::read_id,
    matches::{self, MatchView},
    memo,
    render::{Page, counted},
    seen::View,
    state::App,
    view::Shell,
    web::{Image, Month, Seller, place_of},
};

/// Others of the same goods.
const OTHERS: u64 = 6;

#[derive(Template)]
#[template(path = "market/offer.html")]
struct OfferPage {
    shell: Shell,
    above: Vec<(String, String)>,
    facts: Facts,
    images: Vec<Image>,
    seller: Option<Seller>,
    /// The product that is sold, without the language.
    product: Option<(String, String)>,
    /// Its page on the price board.
    board: String,
    standing: Reader,
    matches: Vec<MatchView>,
    others: Vec<Line>,
    others_href: String,
}

/// What an offer says, in words.
pub struct Facts {
    pub is_sell: bool,
    pub path: String,
    pub title: String,
    pub price: Option<String>,
    pub unit: &'static str,
    pub remaining: String,
    /// The whole quantity, where a part is taken already.
    pub whole: String,
    pub is_forward: bool,
    pub who: String,
    pub place: String,
    /// The goods that a buyer chose, and where they are listed, without the language.
    pub goods: Option<(String, String)>,
    pub steps: Vec<(String, String)>,
    pub rows: Vec<(&'static str, String)>,
    pub quality: String,
    /// The window of the harvest, as a bar of months.
    pub months: Vec<Month>,
    pub harvest: String,
    pub valid_until: String,
    pub opened: String,
    pub quotes: i32,
}

impl Facts {
    #[must_use]
    pub fn of(offer: &Offer, around: &Around) -> Self {
        let (l, terms) = (around.l, &offer.terms);
        let unit = terms.unit_code.as_str();
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| date::day(l, day)).unwrap_or_default();
        let quantity = |quantity: Quantity| words::amount(l, quantity, unit);
        let mut rows = vec![
            (l.t("Mỗi thùng, hộp, túi", "One pack"), words::pack(l, terms.pack.as_ref())),
            (l.t("Mỗi lần lấy ít nhất", "Smallest lot"), terms.min_lot.map(quantity).unwrap_or_default()),
        ];
        rows.extend(goods(l, offer));
        if let Some(harvest) = terms.harvest {
            rows.push((l.t("Sản lượng dự kiến", "Expected harvest"), quantity(harvest.expected)));
        }
        if let Some(most) = terms.max_quotes {
            let taken = format!("{} / {most}", offer.quotes);
            rows.push((l.t("Báo giá đã nhận", "Quotes so far"), taken));
        }
        rows.retain(|(_, value)| !value.is_empty());
        Self {
            is_sell: offer.kind == Kind::Sell,
            path: words::path(offer),
            title: around.title(offer),
            price: terms.price.map(|price| price.format(l)),
            unit: words::unit_short(l, unit),
            remaining: quantity(offer.remaining),
            whole: if offer.remaining == terms.quantity { String::new() } else { quantity(terms.quantity) },
            is_forward: terms.is_forward(),
            who: around.who(offer),
            place: place_of(&terms.commune_code, l),
            goods: around
                .commodity(offer)
                .filter(|_| offer.kind == Kind::Buy)
                .map(|one| (one.name(l).to_owned(), format!("/chao-ban?mat-hang={}", one.slug))),
            steps: terms.steps.iter().map(|step| (quantity(step.from), words::price(l, step.price, unit))).collect(),
            rows,
            quality: terms.quality.clone(),
            months: months(offer),
            harvest: terms.harvest.map(|one| words::span(l, Some(one.from), Some(one.until))).unwrap_or_default(),
            valid_until: day(Some(terms.valid_until)),
            opened: day(offer.opened_at.map(kernel::ctx::local_date)),
            quotes: offer.quotes,
        }
    }
}

/// When and where the goods are, how they are handed over, and what they are like; some of it may be empty.
#[must_use]
pub fn goods(l: Locale, offer: &Offer) -> Vec<(&'static str, String)> {
    let terms = &offer.terms;
    let (when, place) = match offer.kind {
        Kind::Sell => (l.t("Có hàng", "Available"), l.t("Nơi có hàng", "Where the goods are")),
        Kind::Buy => (l.t("Cần hàng", "Needed"), l.t("Nơi nhận hàng", "Place of delivery")),
    };
    let certificates: Vec<&str> = terms.certificates.iter().map(|one| one.name(l)).collect();
    let harvest = terms.harvest.map(|harvest| words::span(l, Some(harvest.from), Some(harvest.until)));
    vec![
        (when, words::span(l, terms.available_from, terms.available_until)),
        (place, whole_place(l, offer)),
        (l.t("Giao nhận", "Delivery"), terms.delivery.name(l).to_owned()),
        (l.t("Ghi chú giao nhận", "About delivery"), terms.delivery_note.clone()),
        (l.t("Đóng gói", "Packaging"), terms.packaging.clone()),
        (l.t("Chứng nhận", "Certificates"), certificates.join(", ")),
        (l.t("Thu hoạch", "Harvest"), harvest.unwrap_or_default()),
    ]
}

fn whole_place(l: Locale, offer: &Offer) -> String {
    let commune = place_of(&offer.terms.commune_code, l);
    if offer.terms.place.is_empty() { commune } else { format!("{}, {commune}", offer.terms.place) }
}

/// The months of the harvest; empty for goods that are there.
fn months(offer: &Offer) -> Vec<Month> {
    let Some(harvest) = offer.terms.harvest else { return Vec::new() };
    let span = (harvest.until.year() - harvest.from.year()) * 12 + harvest.until.month0().cast_signed()
        - harvest.from.month0().cast_signed();
    let on = |number: u32| {
        let ahead = (number.cast_signed() - 1 - harvest.from.month0().cast_signed()).rem_euclid(12);
        ahead <= span
    };
    (1..=12).map(|number| Month { number, on: on(number), now: false }).collect()
}

pub async fn sell(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    show(&app, shell, Kind::Sell, &id).await
}

pub async fn buy(State(app): State<App>, shell: Shell, Path(id): Path<String>) -> Page {
    show(&app, shell, Kind::Buy, &id).await
}

/// The open offer of that kind at that address.
pub async fn find(app: &App, kind: Kind, id: &str) -> Result<Offer, AppError> {
    let id: OfferId = read_id(id)?;
    let today = app.ctx(kernel::Actor::Anonymous).today();
    let found = queries::open_offer(app.db.read(), id, today).await?;
    found.filter(|offer| offer.kind == kind).ok_or(AppError::NotFound)
}

async fn show(app: &App, shell: Shell, kind: Kind, id: &str) -> Page {
    let offer = match find(app, kind, id).await {
        Err(AppError::NotFound) => return gone::show(app, shell, kind, id).await,
        found => found?,
    };
    let ctx = app.ctx(kernel::Actor::Anonymous);
    let around = Around::of(app, shell.l, ctx.now, std::slice::from_ref(&offer)).await?;
    let facts = Facts::of(&offer, &around);
    let (seller, images) = pictures(app, &offer, &around).await?;
    let (others, others_href) = others(app, shell.l, &offer, &around).await?;
    let product = around.product(&offer);
    let view = View::Offer { id: offer.id, stall: offer.stall_id };
    let page = OfferPage {
        above: above(&shell, &offer, &around),
        product: product.map(|one| (format!("/san-pham/{}", one.slug), one.name_in(shell.l).to_owned())),
        board: around.commodity(&offer).map(|one| format!("/bang-gia/{}", one.slug)).unwrap_or_default(),
        standing: reader(app, &shell, &offer).await?,
        matches: matches::view(app, &shell, offer.id).await?,
        shell: head(shell, &facts, images.first()),
        facts,
        images,
        seller,
        others,
        others_href,
    };
    counted(&page, view)
}

pub(super) async fn pictures(
    app: &App,
    offer: &Offer,
    around: &Around,
) -> Result<(Option<Seller>, Vec<Image>), AppError> {
    let l = around.l;
    let shop = around.shop(offer);
    let product = around.product(offer).and_then(|card| card.photo.as_ref());
    let mut ids: Vec<String> = offer.photos.clone();
    if ids.is_empty() {
        ids.extend(product.map(|photo| photo.picture_id.clone()));
    }
    let photos = ids.clone();
    ids.extend(shop.and_then(|shop| shop.stall.logo_picture.clone()));
    let pictures = memo::pictures(app, &ids).await?;
    let title = around.title(offer);
    let mut images: Vec<Image> =
        photos.iter().filter_map(|id| Some(Image::new(pictures.get(id)?, title.clone()))).collect();
    if images.is_empty() {
        let drawing = offer.category_code.as_deref().and_then(|code| around.shelves().drawing(code));
        images.extend(drawing.map(|picture| Image::new(picture, l.t("Hình vẽ minh hoạ", "An illustration"))));
    }
    Ok((shop.map(|shop| Seller::of(shop, &pictures, l)), images))
}

/// Others of the same goods, the newest first.
pub(super) async fn others(
    app: &App,
    l: Locale,
    offer: &Offer,
    around: &Around,
) -> Result<(Vec<Line>, String), AppError> {
    let ctx = app.ctx(kernel::Actor::Anonymous);
    let list = words::list_path(offer.kind);
    let (filter, href) = match (around.commodity(offer), &offer.category_code) {
        (Some(one), _) => {
            (OpenFilter { commodity: Some(one.id), ..OpenFilter::default() }, format!("{list}?mat-hang={}", one.slug))
        }
        (None, Some(code)) => {
            let slug = around.shelves().tree.by_code(code).map(|one| one.slug.clone()).unwrap_or_default();
            (
                OpenFilter { categories: vec![code.clone()], ..OpenFilter::default() },
                format!("{list}?nganh-hang={slug}"),
            )
        }
        (None, None) => (OpenFilter::default(), list.to_owned()),
    };
    let filter = OpenFilter { kind: Some(offer.kind), ..filter };
    let mut found = queries::page_open(app.db.read(), &filter, None, OTHERS + 1, ctx.today()).await?;
    found.retain(|one| one.id != offer.id);
    found.truncate(OTHERS as usize);
    Ok((lines(app, l, ctx.now, &found).await?, href))
}

fn above(shell: &Shell, offer: &Offer, around: &Around) -> Vec<(String, String)> {
    let (l, list) = (shell.l, words::list_path(offer.kind));
    let kind = match offer.kind {
        Kind::Sell => l.t("Chào bán", "Offers to sell"),
        Kind::Buy => l.t("Chào mua", "Offers to buy"),
    };
    let mut links = vec![(list.to_owned(), kind.to_owned())];
    let code = offer.category_code.as_deref().unwrap_or_default();
    links.extend(
        around
            .shelves()
            .tree
            .path(code)
            .iter()
            .map(|one| (format!("{list}?nganh-hang={}", one.slug), one.name(l).to_owned())),
    );
    links
}

fn head(mut shell: Shell, facts: &Facts, image: Option<&Image>) -> Shell {
    let l = shell.l;
    let price = match &facts.price {
        Some(price) => format!("{price}/{}", facts.unit),
        None => l.t("giá thoả thuận", "price to be agreed").to_owned(),
    };
    shell.title = match (facts.is_sell, l.is_vi()) {
        (true, true) => format!("Chào bán {}: {}", facts.title, facts.remaining),
        (true, false) => format!("For sale: {}, {}", facts.title, facts.remaining),
        (false, true) => format!("Cần mua {}: {}", facts.title, facts.remaining),
        (false, false) => format!("Wanted: {}, {}", facts.title, facts.remaining),
    };
    shell.description = text::truncate(&format!("{price}. {}, {}. {}", facts.who, facts.place, facts.quality), 200);
    shell.share_picture = image.map(|image| format!("{}{}", shell.settings.base_url, image.jpeg(640)));
    shell
}

/// What a form or a thread shows of the offer that it is about.
pub struct Brief {
    pub is_sell: bool,
    pub title: String,
    /// The goods that a buyer chose, where the title does not name them.
    pub goods: String,
    pub who: String,
    pub price: Option<String>,
    pub unit: &'static str,
    pub remaining: String,
    pub min_lot: String,
    pub valid_until: String,
    /// Without the language; empty where others no longer see it.
    pub href: String,
    pub steps: Vec<(String, String)>,
}

impl Brief {
    #[must_use]
    pub fn of(offer: &Offer, around: &Around, today: chrono::NaiveDate) -> Self {
        let facts = Facts::of(offer, around);
        Self {
            is_sell: facts.is_sell,
            href: if offer.takes_quotes(today) { facts.path } else { String::new() },
            title: facts.title,
            goods: around.goods_beside_title(offer).unwrap_or_default(),
            who: facts.who,
            price: facts.price,
            unit: facts.unit,
            remaining: facts.remaining,
            min_lot: offer
                .terms
                .min_lot
                .map(|lot| words::amount(around.l, lot, &offer.terms.unit_code))
                .unwrap_or_default(),
            valid_until: facts.valid_until,
            steps: facts.steps,
        }
    }
}

/// How a price compares with the one that the offer names; `None` where it names none.
#[must_use]
pub fn compared(l: Locale, price: Money, asked: Option<Money>) -> Option<String> {
    let asked = asked.filter(|asked| asked.0 > 0 && *asked != price)?;
    let tenths = (price.0 - asked.0) * 1_000 / asked.0;
    let shown = format!("{},{}", tenths.abs() / 10, tenths.abs() % 10);
    let shown = if l.is_vi() { shown } else { shown.replace(',', ".") };
    Some(if tenths < 0 {
        if l.is_vi() { format!("thấp hơn {shown} %") } else { format!("{shown}% lower") }
    } else if l.is_vi() {
        format!("cao hơn {shown} %")
    } else {
        format!("{shown}% higher")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_compared_with_the_one_asked_for() {
        let say = |price, asked| compared(Locale::Vi, Money(price), Some(Money(asked)));
        assert_eq!(say(27_000, 30_000).as_deref(), Some("thấp hơn 10,0 %"));
        assert_eq!(say(31_500, 30_000).as_deref(), Some("cao hơn 5,0 %"));
        assert_eq!(say(30_000, 30_000), None);
        assert_eq!(compared(Locale::En, Money(1), None), None);
    }
}
