//! The figures of a period, as tables: the statistics page and its CSV show the same.

use ::statistics::{self as counted, kind};
use chrono::{Days, NaiveDate};
use kernel::{CommodityId, Locale, MemberId, ProductId, StallId, date, locale::number};
use sea_orm::DbErr;

use super::queue::Kind;
use crate::{account::parameter, state::App, view::Shell};

/// Rows of the lists of the most viewed, and so on.
const MOST: u64 = 30;
const DEFAULT_DAYS: u64 = 30;
/// A longer period is cut.
const MAX_DAYS: u64 = 366;

/// From the first to the last day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// What the address asks for, or the last 30 days.
    #[must_use]
    pub fn read(shell: &Shell, today: NaiveDate) -> Self {
        Self::of(&parameter(shell, "tu"), &parameter(shell, "den"), today)
    }

    fn of(from: &str, to: &str, today: NaiveDate) -> Self {
        let to = date::parse_day(to).ok().filter(|day| *day <= today).unwrap_or(today);
        let back = |days: u64| to.checked_sub_days(Days::new(days - 1)).unwrap_or(to);
        let from = date::parse_day(from).ok().filter(|day| *day <= to).unwrap_or_else(|| back(DEFAULT_DAYS));
        Self { from: from.max(back(MAX_DAYS)), to }
    }
}

/// Which table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Days,
    Products,
    Commodities,
    Stalls,
    Logins,
    Terms,
    ZeroHits,
}

impl Which {
    pub const ALL: [Self; 7] =
        [Self::Days, Self::Products, Self::Commodities, Self::Stalls, Self::Logins, Self::Terms, Self::ZeroHits];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Days => "theo-ngay",
            Self::Products => "san-pham",
            Self::Commodities => "mat-hang",
            Self::Stalls => "gian-hang",
            Self::Logins => "dang-nhap",
            Self::Terms => "tu-khoa",
            Self::ZeroHits => "khong-ket-qua",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.code() == code)
    }

    fn title(self, l: Locale) -> &'static str {
        match self {
            Self::Days => l.t("Theo ngày", "By day"),
            Self::Products => l.t("Sản phẩm được xem nhiều nhất", "Most viewed products"),
            Self::Commodities => l.t("Mặt hàng được xem nhiều nhất", "Most viewed commodities"),
            Self::Stalls => l.t("Gian hàng được xem nhiều nhất", "Most viewed stalls"),
            Self::Logins => l.t("Đăng nhập theo thành viên", "Logins by member"),
            Self::Terms => l.t("Từ khoá được tìm nhiều nhất", "Most searched terms"),
            Self::ZeroHits => l.t("Từ khoá không có kết quả", "Terms without results"),
        }
    }

    /// What the figures mean.
    fn definition(self, l: Locale) -> &'static str {
        match self {
            Self::Days => l.t(
                "Ngày tính theo giờ Hà Tĩnh. Lượt truy cập: chuỗi trang của một khách, kết thúc khi khách không mở trang nào trong 30 phút. Khách: số khách khác nhau trong ngày, nhận theo địa chỉ mạng và trình duyệt đã băm với khoá đổi mỗi ngày, không dùng cookie. Trang: mọi trang công khai được mở. Máy tìm kiếm và cán bộ của Sàn không được tính. Lượt truy cập và khách của hôm nay còn tăng.",
                "Days are days in Hà Tĩnh. Visit: one visitor's pages, until nothing is opened for 30 minutes. Visitors: different ones within the day, told apart by network address and browser, hashed with a key that changes daily; no cookies. Pages: every public page shown. Search engines and officers are not counted. Today's visits and visitors still grow.",
            ),
            Self::Products | Self::Stalls => l.t(
                "Số lần trang được mở trong khoảng thời gian, không tính máy tìm kiếm và cán bộ của Sàn. Mở lại thì tính thêm.",
                "How often the page was opened in the period, without search engines and officers. Opening it again counts again.",
            ),
            Self::Commodities => l.t(
                "Tổng lượt xem của mọi sản phẩm thuộc mặt hàng; sản phẩm chưa chọn mặt hàng không có ở đây.",
                "Views of all products of the commodity; products that name none are not in it.",
            ),
            Self::Logins => l.t(
                "Đăng nhập của chủ cơ sở và nhân viên. “Không thành công” gồm sai mật khẩu, sai mã và bị chặn.",
                "Logins of owners and staff. “Failed” are wrong passwords, wrong codes and blocked tries.",
            ),
            Self::Terms => l.t(
                "Từ khoá được gộp không phân biệt chữ hoa. Kết quả: số sản phẩm tìm thấy, trung bình mỗi lần tìm. Từ khoá giống dữ liệu cá nhân không được lưu.",
                "Terms are counted whatever their case. Results: products found, on average per search. Terms that look like personal data are not kept.",
            ),
            Self::ZeroHits => l.t(
                "Người mua tìm mà không thấy: gợi ý về hàng còn thiếu hoặc tên gọi khác nên thêm cho mặt hàng.",
                "What buyers looked for in vain: goods that are missing, or other names to add to a commodity.",
            ),
        }
    }

    fn columns(self, l: Locale) -> Vec<&'static str> {
        match self {
            Self::Days => vec![
                l.t("Ngày", "Day"),
                l.t("Lượt truy cập", "Visits"),
                l.t("Khách", "Visitors"),
                l.t("Trang", "Pages"),
                l.t("Xem sản phẩm", "Product views"),
                l.t("Xem gian hàng", "Stall views"),
                l.t("Đăng nhập được", "Logins"),
                l.t("Không thành công", "Failed logins"),
                l.t("Lượt tìm", "Searches"),
            ],
            Self::Products => vec![l.t("Sản phẩm", "Product"), l.t("Lượt xem", "Views")],
            Self::Commodities => vec![l.t("Mặt hàng", "Commodity"), l.t("Lượt xem", "Views")],
            Self::Stalls => vec![l.t("Gian hàng", "Stall"), l.t("Lượt xem", "Views")],
            Self::Logins => {
                vec![l.t("Thành viên", "Member"), l.t("Đăng nhập được", "Logins"), l.t("Không thành công", "Failed")]
            }
            Self::Terms | Self::ZeroHits => vec![
                l.t("Từ khoá", "Term"),
                l.t("Lượt tìm", "Searches"),
                l.t("Kết quả mỗi lần", "Results per search"),
                l.t("Lần không có kết quả", "Without results"),
            ],
        }
    }
}

/// One table.
pub struct Table {
    pub code: &'static str,
    pub title: &'static str,
    pub definition: &'static str,
    pub columns: Vec<&'static str>,
    pub rows: Vec<Row>,
    /// The sums of the whole period, under the rows; empty where a sum says nothing.
    pub total: Vec<String>,
}

pub struct Row {
    /// Leads to the thing; empty where there is none.
    pub path: String,
    pub name: String,
    pub counts: Vec<i64>,
}

impl Row {
    fn new(path: String, name: String, counts: Vec<i64>) -> Self {
        Self { path, name, counts }
    }

    /// With the thousands apart.
    #[must_use]
    pub fn texts(&self, l: &Locale) -> Vec<String> {
        self.counts.iter().map(|count| number(*l, *count)).collect()
    }
}

pub async fn table(app: &App, l: Locale, which: Which, period: Period) -> Result<Table, DbErr> {
    let rows = match which {
        Which::Days => days(app, l, period).await?,
        Which::Products => products(app, l, period).await?,
        Which::Commodities => commodities(app, l, period).await?,
        Which::Stalls => stalls(app, l, period).await?,
        Which::Logins => logins(app, l, period).await?,
        Which::Terms => terms(counted::top_terms(app.db.read(), period.from, period.to, MOST).await?),
        Which::ZeroHits => terms(counted::zero_hit_terms(app.db.read(), period.from, period.to, MOST).await?),
    };
    let total = if which == Which::Days { sums(l, &rows) } else { Vec::new() };
    Ok(Table {
        code: which.code(),
        title: which.title(l),
        definition: which.definition(l),
        columns: which.columns(l),
        rows,
        total,
    })
}

fn sums(l: Locale, rows: &[Row]) -> Vec<String> {
    let width = rows.first().map_or(0, |row| row.counts.len());
    (0..width).map(|column| number(l, rows.iter().map(|row| row.counts[column]).sum())).collect()
}

/// The newest day first.
async fn days(app: &App, l: Locale, Period { from, to }: Period) -> Result<Vec<Row>, DbErr> {
    const KINDS: [&str; 8] = [
        kind::VISIT,
        kind::VISITOR,
        kind::PAGE,
        kind::PRODUCT_VIEW,
        kind::STALL_VIEW,
        kind::LOGIN_OK,
        kind::LOGIN_FAILED,
        kind::SEARCH,
    ];
    let mut columns = Vec::new();
    for kind in KINDS {
        columns.push(counted::days(app.db.read(), kind, from, to).await?);
    }
    let row = |(index, day): (usize, &counted::Day)| {
        Row::new(String::new(), date::day(l, day.day), columns.iter().map(|column| column[index].count).collect())
    };
    Ok(columns[0].iter().enumerate().rev().map(row).collect())
}

async fn products(app: &App, l: Locale, Period { from, to }: Period) -> Result<Vec<Row>, DbErr> {
    let db = app.db.read();
    let mut rows = Vec::new();
    for (id, count) in counted::most_viewed_products(db, from, to, MOST).await? {
        let id: ProductId = id;
        let found = catalogue::queries::product_by_id(db, id).await?;
        let name = found.map(|one| one.content.name_in(l).to_owned()).unwrap_or_default();
        rows.push(Row::new(Kind::Product.path(id), name, vec![count]));
    }
    Ok(rows)
}

async fn commodities(app: &App, l: Locale, Period { from, to }: Period) -> Result<Vec<Row>, DbErr> {
    let db = app.db.read();
    let mut rows = Vec::new();
    for (id, count) in counted::most_viewed_commodities(db, from, to, MOST).await? {
        let id: CommodityId = id;
        let found = catalogue::queries::find_commodity(db, id).await?;
        rows.push(Row::new(String::new(), found.map(|one| one.name(l).to_owned()).unwrap_or_default(), vec![count]));
    }
    Ok(rows)
}

async fn stalls(app: &App, _: Locale, Period { from, to }: Period) -> Result<Vec<Row>, DbErr> {
    let db = app.db.read();
    let found = counted::most_viewed_stalls(db, from, to, MOST).await?;
    let ids: Vec<StallId> = found.iter().map(|(id, _)| *id).collect();
    let names = members::queries::stalls_by_ids(db, &ids).await?;
    let name = |id: StallId| names.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
    Ok(found.into_iter().map(|(id, count)| Row::new(Kind::Stall.path(id), name(id), vec![count])).collect())
}

async fn logins(app: &App, _: Locale, Period { from, to }: Period) -> Result<Vec<Row>, DbErr> {
    let db = app.db.read();
    let mut rows = Vec::new();
    for one in counted::logins_by_member(db, from, to, MOST).await? {
        let id: MemberId = one.member;
        let name = members::queries::member(db, id).await?.map(|member| member.name).unwrap_or_default();
        rows.push(Row::new(Kind::Member.path(id), name, vec![one.ok, one.failed]));
    }
    Ok(rows)
}

fn terms(found: Vec<counted::Term>) -> Vec<Row> {
    let row = |one: counted::Term| {
        let counts = vec![one.searches, one.hits_per_search(), one.zero_hits];
        Row::new(String::new(), one.term, counts)
    };
    found.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn the_period_is_the_last_thirty_days_unless_another_is_asked_for() {
        let today = day("2026-11-22");
        assert_eq!(Period::of("", "", today), Period { from: day("2026-10-24"), to: today });
        assert_eq!(
            Period::of("1/11/2026", "2026-11-05", today),
            Period { from: day("2026-11-01"), to: day("2026-11-05") }
        );
        // Nonsense, the future and the wrong way round.
        assert_eq!(Period::of("x", "1/1/2030", today), Period { from: day("2026-10-24"), to: today });
        assert_eq!(Period::of("2026-11-20", "2026-11-10", today).from, day("2026-10-12"));
        assert_eq!(Period::of("1/1/2000", "", today).from, day("2025-11-22"));
    }
}
