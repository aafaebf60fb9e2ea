//! Lines of the board as a file.

use axum::response::Response;
use kernel::{Locale, Money, place};
use offers::board::{Line, Prices};

use super::{Names, names::unit_words};
use crate::admin::csv::{download as send, line, ready};

const HEAD_VI: [&str; 21] = [
    "Tuần",
    "Từ ngày",
    "Đến ngày",
    "Mặt hàng",
    "Nơi",
    "Đơn vị",
    "Tin chào bán",
    "Bên chào bán có giá",
    "Giá chào bán bị loại",
    "Chào bán thấp nhất",
    "Chào bán trung vị",
    "Chào bán cao nhất",
    "Tin chào mua",
    "Bên chào mua có giá",
    "Giá chào mua bị loại",
    "Chào mua thấp nhất",
    "Chào mua trung vị",
    "Chào mua cao nhất",
    "Số thoả thuận",
    "Lượng thoả thuận",
    "Giá thoả thuận trung vị",
];
const HEAD_EN: [&str; 21] = [
    "Week",
    "From",
    "To",
    "Commodity",
    "Place",
    "Unit",
    "Offers to sell",
    "Sellers with a price",
    "Asked prices left out",
    "Lowest asked",
    "Median asked",
    "Highest asked",
    "Offers to buy",
    "Buyers with a price",
    "Bid prices left out",
    "Lowest bid",
    "Median bid",
    "Highest bid",
    "Deals",
    "Quantity of deals",
    "Median price of deals",
];

/// What is gone from the catalogue is left out. Numbers are written for machines, without thousands apart.
pub fn download(name: &str, lines: Vec<Line>, names: &Names, l: Locale) -> Response {
    let rows = lines.iter().filter_map(|one| Some(line(&cells(one, names, l)?))).collect();
    send(name, if l.is_vi() { &HEAD_VI } else { &HEAD_EN }, ready(rows))
}

fn cells(one: &Line, names: &Names, l: Locale) -> Option<Vec<String>> {
    let place = place::commune(&one.commune_code).map(|commune| commune.title(l));
    let mut cells = vec![
        one.week.code(),
        one.week.monday().to_string(),
        one.week.sunday().to_string(),
        names.name(&one.good, l)?,
        place.unwrap_or_else(|| l.t("Tỉnh Hà Tĩnh", "Hà Tĩnh province").to_owned()),
        unit_words(&one.unit_name, l).to_owned(),
    ];
    let dong = |price: Option<Money>| price.map(|price| price.0.to_string()).unwrap_or_default();
    let side = |prices: &Prices| {
        let counts = [prices.offers, prices.parties, prices.outliers].map(|count| count.to_string());
        counts.into_iter().chain([prices.low, prices.median, prices.high].map(dong)).collect::<Vec<_>>()
    };
    cells.extend(side(&one.asked));
    cells.extend(side(&one.bid));
    cells.extend([one.deals.count.to_string(), one.deals.quantity.input(Locale::En), dong(one.deals.median)]);
    Some(cells)
}
