//! Everything that waits for an officer, as one list, oldest first.

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use kernel::{Locale, ctx::local_date, date};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::offer_words;
use crate::desk::application::kind_name;

/// Within how many working days an officer answers; the member's desk tells members the same.
pub const TARGET_WORKING_DAYS: u32 = 3;
/// So many are read of each kind: the oldest are what is worked on.
pub const MANY: u64 = 200;

/// What can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Member,
    Stall,
    Product,
    Revision,
    Offer,
    Phone,
}

impl Kind {
    pub const ALL: [Self; 6] = [Self::Member, Self::Stall, Self::Product, Self::Revision, Self::Offer, Self::Phone];

    /// In addresses: `/quan-tri/{code}/{id}`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Member => "thanh-vien",
            Self::Stall => "gian-hang",
            Self::Product => "san-pham",
            Self::Revision => "ban-sua",
            Self::Offer => "chao-hang",
            Self::Phone => "tai-khoan",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    #[must_use]
    pub fn name(self, l: Locale) -> &'static str {
        match self {
            Self::Member => l.t("Thành viên", "Member"),
            Self::Stall => l.t("Gian hàng", "Stall"),
            Self::Product => l.t("Sản phẩm", "Product"),
            Self::Revision => l.t("Bản sửa", "Edit"),
            Self::Offer => l.t("Chào hàng", "Offer"),
            Self::Phone => l.t("Xác nhận điện thoại", "Phone to confirm"),
        }
    }

    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Member => "users",
            Self::Stall => "store",
            Self::Product => "basket",
            Self::Revision => "pencil",
            Self::Offer => "chat",
            Self::Phone => "phone",
        }
    }

    #[must_use]
    pub fn path(self, id: impl std::fmt::Display) -> String {
        format!("/quan-tri/{}/{id}", self.code())
    }
}

/// One thing that waits.
#[derive(Debug, Clone)]
pub struct Item {
    pub kind: Kind,
    pub id: Uuid,
    pub name: String,
    /// What else tells it apart.
    pub about: String,
    /// What the officer should look at, in words.
    pub flags: Vec<&'static str>,
    pub since: DateTime<Utc>,
}

/// How many of each kind wait, in the order of [`Kind::ALL`]; phones are counted up to [`MANY`].
pub async fn count(db: &impl ConnectionTrait) -> Result<[u64; 6], DbErr> {
    let (members, stalls) = members::console::count_waiting(db).await?;
    let (products, revisions) = catalogue::queries::count_waiting(db).await?;
    let offers = offers::queries::count_waiting(db).await?;
    let phones = accounts::waiting_phones(db, MANY).await?.len() as u64;
    Ok([members, stalls, products, revisions, offers, phones])
}

/// What waits longest: the merge of the kinds' own lists, each bounded, so that its beginning is exact.
pub async fn waiting(
    db: &impl ConnectionTrait,
    l: Locale,
    today: NaiveDate,
    only: Option<Kind>,
) -> Result<Vec<Item>, DbErr> {
    let wanted = |kind| only.is_none_or(|one| one == kind);
    let mut items = Vec::new();
    if wanted(Kind::Member) {
        items.extend(members::console::waiting_members(db, MANY).await?.into_iter().map(|one| of_member(l, one)));
    }
    if wanted(Kind::Stall) {
        items.extend(members::console::waiting_stalls(db, MANY).await?.into_iter().map(|one| of_stall(l, one)));
    }
    if wanted(Kind::Product) {
        let all = catalogue::queries::waiting_products(db, None, MANY).await?;
        let tree = catalogue::queries::category_tree(db).await?;
        items.extend(all.into_iter().map(|one| {
            let about =
                tree.by_code(&one.category_code).map(|category| category.name(l).to_owned()).unwrap_or_default();
            item(Kind::Product, one.id, one.name, about, flags(l, &one.flags), one.submitted_at)
        }));
    }
    if wanted(Kind::Revision) {
        let all = catalogue::queries::waiting_revisions(db, None, MANY).await?;
        items.extend(
            all.into_iter().map(|one| {
                item(Kind::Revision, one.id, one.name, String::new(), flags(l, &one.flags), one.submitted_at)
            }),
        );
    }
    if wanted(Kind::Offer) {
        let all = offers::queries::waiting_offers(db, None, MANY).await?;
        let words = offer_words::Words::read(db, l).await?;
        items.extend(all.into_iter().filter_map(|one| of_offer(&words, &one, today)));
    }
    if wanted(Kind::Phone) {
        items.extend(accounts::waiting_phones(db, MANY).await?.into_iter().map(of_phone));
    }
    items.sort_by_key(|item| (item.since, item.id));
    items.truncate(MANY as usize);
    Ok(items)
}

fn of_member(l: Locale, one: members::console::WaitingMember) -> Item {
    item(Kind::Member, one.id, one.name, kind_name(l, one.kind).to_owned(), Vec::new(), one.submitted_at)
}

fn of_stall(l: Locale, one: members::console::WaitingStall) -> Item {
    let approved = one.member_state == members::MemberState::Approved;
    let first = l.t("Cần duyệt thành viên trước", "The member comes first");
    let flags = if approved { Vec::new() } else { vec![first] };
    item(Kind::Stall, one.id, one.name, String::new(), flags, one.submitted_at)
}

fn of_offer(words: &offer_words::Words, one: &offers::Offer, today: NaiveDate) -> Option<Item> {
    let flags = words.flags(one, today);
    Some(item(Kind::Offer, one.id, words.name(one), words.brief(one), flags, one.submitted_at?))
}

fn of_phone(one: accounts::Account) -> Item {
    let phone = super::phone_text(one.phone.as_deref().unwrap_or_default());
    item(Kind::Phone, one.id, one.display_name, phone, Vec::new(), one.created_at)
}

fn item(
    kind: Kind,
    id: impl Into<Uuid>,
    name: String,
    about: String,
    flags: Vec<&'static str>,
    since: DateTime<Utc>,
) -> Item {
    Item { kind, id: id.into(), name, about, flags, since }
}

/// Flags in words.
#[must_use]
pub fn flags(l: Locale, flags: &catalogue::FlagSet) -> Vec<&'static str> {
    flags.0.iter().map(|flag| flag.name(l)).collect()
}

/// What comes after the thing that has just been decided: the next younger one, else the oldest.
#[must_use]
pub fn next(items: &[Item], since: DateTime<Utc>, id: Uuid) -> Option<&Item> {
    let others = || items.iter().filter(|item| item.id != id);
    others().find(|item| (item.since, item.id) > (since, id)).or_else(|| others().next())
}

/// The last day on which an answer is in time. Saturdays and Sundays are no working days; holidays are not known here.
#[must_use]
pub fn due(since: DateTime<Utc>) -> NaiveDate {
    let mut day = local_date(since);
    let mut left = TARGET_WORKING_DAYS;
    while left > 0 {
        day = day.checked_add_days(Days::new(1)).unwrap_or(day);
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    day
}

/// How long something has waited, and how that compares with the target.
#[derive(Debug, Clone)]
pub struct Wait {
    pub since: String,
    pub ago: String,
    pub due: String,
    pub overdue: bool,
}

impl Wait {
    #[must_use]
    pub fn new(l: Locale, now: DateTime<Utc>, since: DateTime<Utc>) -> Self {
        let last = due(since);
        Self {
            since: date::moment(l, since),
            ago: date::ago(l, now, since),
            due: date::day(l, last),
            overdue: local_date(now) > last,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn weekends_do_not_count_towards_the_target() {
        // Friday: Monday, Tuesday, Wednesday.
        assert_eq!(due(at("2026-11-20T03:00:00Z")).to_string(), "2026-11-25");
        assert_eq!(due(at("2026-11-23T03:00:00Z")).to_string(), "2026-11-26");
        let late = |now| Wait::new(Locale::Vi, at(now), at("2026-11-20T03:00:00Z")).overdue;
        assert!(!late("2026-11-25T16:59:00Z") && late("2026-11-25T17:01:00Z"));
    }

    #[test]
    fn after_a_decision_comes_the_next_younger_one_and_at_the_end_the_oldest() {
        let one =
            |n: u128, since| item(Kind::Product, Uuid::from_u128(n), String::new(), String::new(), vec![], at(since));
        let items = [one(1, "2026-11-01T00:00:00Z"), one(3, "2026-11-03T00:00:00Z")];
        let after = |n: u128, since| next(&items, at(since), Uuid::from_u128(n)).map(|item| item.id.as_u128());
        assert_eq!(after(2, "2026-11-02T00:00:00Z"), Some(3));
        assert_eq!(after(4, "2026-11-04T00:00:00Z"), Some(1));
        assert_eq!(next(&items[..1], at("2026-11-01T00:00:00Z"), Uuid::from_u128(1)).map(|item| item.id), None);
    }
}
