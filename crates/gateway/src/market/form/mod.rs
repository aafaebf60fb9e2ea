//! `/giao-dich/chao-ban/moi`, `/giao-dich/chao-mua/moi` and `/giao-dich/chao-hang/{id}/sua`: writing an offer. Each press saves
//! what was typed; the form's id makes a second press change what the first one began.

mod choices;
mod photos;
mod revise;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use chrono::Days;
use kernel::{Ctx, FieldErrors, Fields, Locale, OfferId, date};
use media::Processed;
use offers::{Certificate, Contact, Delivery, Kind, Offer, Terms, Trader, Verb, queries};

use super::{trader, words};
use crate::{
    AppError,
    account::parameter,
    desk::{
        papers::read_id,
        products::{Group, categories, commodity_groups, units},
        states::Standing,
    },
    form::{Form, FormView},
    memo,
    render::{Page, after, page_with},
    session::User,
    state::App,
    view::Shell,
    web::{Image, commodities, shelves},
};

const USUAL_DAYS: u64 = 30;

#[derive(Template)]
#[template(path = "market/form.html")]
struct FormPage {
    shell: Shell,
    form: FormView,
    is_sell: bool,
    /// Without the language.
    action: String,
    standing: Option<Standing>,
    reason: String,
    products: Vec<(String, String)>,
    goods: Vec<Group>,
    categories: Vec<Group>,
    units: Vec<Group>,
    contents: Vec<Group>,
    steps: Vec<(String, String)>,
    certificates: Vec<(&'static str, &'static str)>,
    deliveries: Vec<(&'static str, &'static str)>,
    contacts: Vec<(&'static str, &'static str)>,
    photos: Vec<(String, Image)>,
    echo: String,
    resumed: bool,
    more_open: bool,
}

/// Where a form goes, and about which offer.
struct About<'a> {
    kind: Kind,
    action: String,
    offer: Option<&'a Offer>,
}

impl About<'_> {
    fn new(kind: Kind) -> Self {
        About { kind, action: format!("/giao-dich{}/moi", words::list_path(kind)), offer: None }
    }
}

impl<'a> About<'a> {
    fn old(offer: &'a Offer) -> Self {
        Self { kind: offer.kind, action: format!("{}/sua", words::own_path(offer)), offer: Some(offer) }
    }
}

/// What the form shows.
#[derive(Default)]
struct Typed {
    fields: Fields,
    errors: FieldErrors,
    photos: Vec<String>,
    resumed: bool,
}

pub async fn new_sell(State(app): State<App>, shell: Shell, user: User) -> Page {
    begin(&app, shell, &user, Kind::Sell).await
}

pub async fn new_buy(State(app): State<App>, shell: Shell, user: User) -> Page {
    begin(&app, shell, &user, Kind::Buy).await
}

async fn begin(app: &App, shell: Shell, user: &User, kind: Kind) -> Page {
    let trader = trader(app, user).await?;
    if kind == Kind::Buy && trader.member.is_none() && !user.0.account.verified() {
        return after(&shell, "/tai-khoan/xac-minh", "can-xac-minh-mua");
    }
    let (fields, photos) = match parameter(&shell, "tu").parse::<OfferId>() {
        Ok(id) => copied(app, &shell, &trader, kind, id).await?,
        Err(_) => (first_fields(app, &shell, user, &trader, kind).await?, Vec::new()),
    };
    let typed = Typed { fields, photos, ..Typed::default() };
    show(app, shell, &trader, &About::new(kind), typed).await
}

/// The terms of an offer of one's own in a new form; its days are over, so they are asked for anew.
async fn copied(
    app: &App,
    shell: &Shell,
    trader: &Trader,
    kind: Kind,
    id: OfferId,
) -> Result<(Fields, Vec<String>), AppError> {
    let found = queries::offer_for(app.db.read(), trader, id).await?;
    let offer = found.filter(|offer| offer.kind == kind).ok_or(AppError::NotFound)?;
    let today = app.ctx(kernel::Actor::Anonymous).today();
    let mut fields = words::readable(shell.l, &offer.terms);
    for day in ["available_from", "available_until", "harvest_from", "harvest_until"] {
        if date::parse_day(fields.get(day)).is_ok_and(|day| day < today) {
            fields.set(day, "");
        }
    }
    fields.set("valid_until", usual_day(shell.l, today));
    fields.set("id", app.ctx(kernel::Actor::Anonymous).new_id().to_string());
    Ok((fields, offer.photos))
}

async fn first_fields(app: &App, shell: &Shell, user: &User, trader: &Trader, kind: Kind) -> Result<Fields, AppError> {
    let ctx = app.ctx(user.actor());
    let mut fields = Fields::default();
    fields.set("id", ctx.new_id().to_string());
    fields.set("valid_until", usual_day(shell.l, ctx.today()));
    fields.set("delivery", Delivery::Agreed.code());
    fields.set("contact", Contact::AfterDeal.code());
    if let Some(member) = trader.member {
        let stall = members::queries::stall_of(app.db.read(), member).await?;
        fields.set("commune", stall.map(|stall| stall.commune_code).unwrap_or_default());
    }
    match kind {
        Kind::Sell => {
            if let (Ok(id), Some(member)) = (parameter(shell, "san-pham").parse(), trader.member)
                && let Some(product) = catalogue::queries::product_for_member(app.db.read(), member, id).await?
            {
                let content = product.content;
                fields.set("product", id.to_string());
                fields.set("unit", content.unit_code);
                fields.set(
                    "price",
                    content.price.map(|price| kernel::locale::number(shell.l, price.0)).unwrap_or_default(),
                );
                fields.set("commune", content.commune_code);
            }
        }
        Kind::Buy => {
            let goods = commodities(app).await?;
            let wanted = parameter(shell, "mat-hang");
            if let Some(one) = goods.iter().find(|one| one.slug == wanted) {
                fields.set("commodity", one.id.to_string());
            }
            fields.set("title", parameter(shell, "q"));
        }
    }
    Ok(fields)
}

fn usual_day(l: Locale, today: chrono::NaiveDate) -> String {
    let day = today.checked_add_days(Days::new(USUAL_DAYS)).unwrap_or(today);
    if l.is_vi() { date::day(l, day) } else { day.to_string() }
}

pub async fn create_sell(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    create(&app, shell, &user, Kind::Sell, form).await
}

pub async fn create_buy(State(app): State<App>, shell: Shell, user: User, form: Form) -> Page {
    create(&app, shell, &user, Kind::Buy, form).await
}

async fn create(app: &App, shell: Shell, user: &User, kind: Kind, form: Form) -> Page {
    let trader = trader(app, user).await?;
    let id: OfferId = form.fields.get("id").parse().map_err(|_| AppError::BadRequest)?;
    match queries::offer_for(app.db.read(), &trader, id).await? {
        Some(begun) if begun.kind != kind => Err(AppError::NotFound),
        // Handed in by another press of the same button.
        Some(begun) if begun.state.after(Verb::Save).is_none() => after(&shell, &words::own_path(&begun), ""),
        begun => save(app, shell, user, &trader, &About { offer: begun.as_ref(), ..About::new(kind) }, id, form).await,
    }
}

/// `GET …/sua`
pub async fn edit(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>) -> Page {
    let (trader, offer) = own(&app, &user, &id).await?;
    if offer.state.after(Verb::Revise).is_some() {
        return revise::edit(&app, shell, &trader, &offer).await;
    }
    if offer.state.after(Verb::Save).is_none() {
        return after(&shell, &words::own_path(&offer), "");
    }
    let typed =
        Typed { fields: words::readable(shell.l, &offer.terms), photos: offer.photos.clone(), ..Typed::default() };
    show(&app, shell, &trader, &About::old(&offer), typed).await
}

/// `POST …/sua`
pub async fn change(State(app): State<App>, shell: Shell, user: User, Path(id): Path<String>, form: Form) -> Page {
    let (trader, offer) = own(&app, &user, &id).await?;
    if offer.state.after(Verb::Revise).is_some() {
        return revise::change(&app, shell, &user, &trader, &offer, form).await;
    }
    if offer.state.after(Verb::Save).is_none() {
        return Err(AppError::WrongState);
    }
    save(&app, shell, &user, &trader, &About::old(&offer), offer.id, form).await
}

/// The offer of that id, if it is the trader's.
pub async fn own(app: &App, user: &User, id: &str) -> Result<(Trader, Offer), AppError> {
    let trader = trader(app, user).await?;
    let found = queries::offer_for(app.db.read(), &trader, read_id(id)?).await?;
    Ok((trader, found.ok_or(AppError::NotFound)?))
}

async fn save(
    app: &App,
    shell: Shell,
    user: &User,
    trader: &Trader,
    about: &About<'_>,
    id: OfferId,
    form: Form,
) -> Page {
    if form.resumed {
        let typed = Typed { fields: form.fields, resumed: true, ..Typed::default() };
        return show(app, shell, trader, about, typed).await;
    }
    let ctx = app.ctx(user.actor());
    let mut errors = FieldErrors::default();
    let terms = Terms::parse(about.kind, &form.fields, ctx.today(), &mut errors);
    let (mut photos, made) = photos::read(app, &form, &mut errors).await?;
    photos.truncate(offers::MAX_PHOTOS);
    let submits = form.fields.get("hanh_dong") == "gui";
    if let Some(terms) = terms.filter(|_| errors.is_empty()) {
        match write(app, &ctx, trader, about, id, Written { terms: &terms, photos: &photos, made: &made, submits })
            .await
        {
            Ok(()) => {
                app.wake.notify_one();
                return done(app, &shell, trader, id, submits).await;
            }
            Err(offers::Error::Invalid(found)) => errors = found,
            Err(error) => {
                // Another press of the same button handed it in meanwhile.
                return match queries::offer_for(app.db.read(), trader, id).await? {
                    Some(begun) if about.offer.is_none() => after(&shell, &words::own_path(&begun), ""),
                    _ => Err(error.into()),
                };
            }
        }
    }
    photos::keep(app, &ctx, &made).await?;
    show(app, shell, trader, about, Typed { fields: form.fields, errors, photos, resumed: false }).await
}

async fn done(app: &App, shell: &Shell, trader: &Trader, id: OfferId, submits: bool) -> Page {
    let offer = queries::offer_for(app.db.read(), trader, id).await?.ok_or(AppError::NotFound)?;
    let notice = match (submits, offer.state) {
        (true, offers::State::Open) => "chao-hang-da-mo",
        (true, _) => "da-gui-duyet",
        (false, _) => "da-luu-nhap",
    };
    after(shell, &words::own_path(&offer), notice)
}

/// What a form of an offer said, all of it right.
struct Written<'a> {
    terms: &'a Terms,
    /// In their order, old and new ones.
    photos: &'a [String],
    made: &'a [Processed],
    submits: bool,
}

async fn write(
    app: &App,
    ctx: &Ctx,
    trader: &Trader,
    about: &About<'_>,
    id: OfferId,
    written: Written<'_>,
) -> Result<(), offers::Error> {
    let Written { terms, photos, made, submits } = written;
    let txn = app.db.begin().await?;
    for one in made {
        media::insert_picture(&txn, ctx, one).await?;
    }
    if about.offer.is_some() {
        offers::save_draft(&txn, ctx, trader, id, terms).await?;
    } else {
        offers::create(&txn, ctx, id, trader, terms).await?;
    }
    offers::set_photos(&txn, ctx, trader, id, photos).await?;
    if submits {
        offers::submit(&txn, ctx, trader, id).await?;
    }
    txn.commit().await?;
    Ok(())
}

async fn show(app: &App, shell: Shell, trader: &Trader, about: &About<'_>, typed: Typed) -> Page {
    let (l, is_sell) = (shell.l, about.kind == Kind::Sell);
    let today = app.ctx(kernel::Actor::Anonymous).today();
    let (shelves, goods) = (shelves(app).await?, commodities(app).await?);
    let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let pictures = memo::pictures(app, &typed.photos).await?;
    let photos = typed.photos.iter().filter_map(|id| Some((id.clone(), Image::new(pictures.get(id)?, ""))));
    let measured = units(l).into_iter().filter(|group| !group.choices.iter().all(|one| is_pack(&one.value)));
    let echo = kernel::Money::parse(typed.fields.get("price")).map(|price| price.in_words(l)).unwrap_or_default();
    let page = FormPage {
        is_sell,
        standing: about.offer.map(|offer| super::standing::offer(l, offer)),
        reason: about.offer.map(|offer| offer.reason.clone()).unwrap_or_default(),
        products: if is_sell { choices::products(app, trader).await? } else { Vec::new() },
        goods: commodity_groups(&shelves.tree, &goods, l),
        categories: categories(&shelves.tree, l, today),
        units: units(l),
        contents: measured.collect(),
        steps: choices::steps(&typed.fields),
        certificates: Certificate::ALL
            .iter()
            .filter(|one| !is_sell || one.is_stated())
            .map(|one| (one.code(), one.name(l)))
            .collect(),
        deliveries: Delivery::ALL.iter().map(|one| (one.code(), one.name(l))).collect(),
        contacts: Contact::ALL.iter().map(|one| (one.code(), one.name(l))).collect(),
        photos: photos.collect(),
        echo,
        resumed: typed.resumed,
        more_open: choices::more_open(&typed),
        action: about.action.clone(),
        form: FormView::new(l, words::offer_labels(about.kind), typed.fields, typed.errors),
        shell: titled(shell, about.kind, about.offer.is_some()).private(),
    };
    page_with(status, &page)
}

fn titled(shell: Shell, kind: Kind, is_there: bool) -> Shell {
    match (kind, is_there) {
        (Kind::Sell, false) => shell.titled("Đăng chào bán", "Post an offer to sell"),
        (Kind::Buy, false) => shell.titled("Đăng chào mua", "Post an offer to buy"),
        (Kind::Sell, true) => shell.titled("Sửa chào bán", "Edit the offer to sell"),
        (Kind::Buy, true) => shell.titled("Sửa chào mua", "Edit the offer to buy"),
    }
}

fn is_pack(code: &str) -> bool {
    kernel::unit::unit(code).is_some_and(|unit| unit.factor_to_base.is_none())
}
