//! `GET /kenh-ban-hang/san-pham.csv`: all of the member's products to take along, as the law gives every seller the right
//! to. Written page by page, so that it costs the same memory for forty products and for forty thousand.

use std::{collections::HashMap, sync::Arc};

use axum::{
    body::Body,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use catalogue::{CategoryTree, Product, queries};
use futures::stream::try_unfold;
use kernel::{CommodityId, Locale, MemberId, ProductId, date, place, unit};
use sea_orm::DbErr;

use super::csv::{BYTE_ORDER_MARK, line};
use crate::{
    AppError,
    session::Member,
    state::App,
    view::Shell,
    web::{Shelves, shelves},
};

const PAGE: u64 = 200;
const MANY_COMMODITIES: u64 = 1_000;

/// What the lines are written with.
struct Writer {
    app: App,
    l: Locale,
    member: MemberId,
    shelves: Arc<Shelves>,
    commodities: HashMap<CommodityId, String>,
}

/// Where the writing stands.
enum Place {
    Head,
    After(Option<ProductId>),
    End,
}

pub async fn show(State(app): State<App>, shell: Shell, member: Member) -> Result<Response, AppError> {
    let l = shell.l;
    let all = queries::all_commodities(app.db.read(), MANY_COMMODITIES).await?;
    let writer = Writer {
        l,
        member: member.id,
        shelves: shelves(&app).await?,
        commodities: all.into_iter().map(|one| (one.id, one.name(l).to_owned())).collect(),
        app,
    };
    let lines = try_unfold((writer, Place::Head), |(writer, place)| async move {
        let (text, next) = writer.write(place).await?;
        Ok::<_, DbErr>(text.map(|text| (text, (writer, next))))
    });
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"san-pham.csv\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, Body::from_stream(lines)).into_response())
}

impl Writer {
    async fn write(&self, place: Place) -> Result<(Option<String>, Place), DbErr> {
        let after = match place {
            Place::Head => return Ok((Some(format!("{BYTE_ORDER_MARK}{}", line(head(self.l)))), Place::After(None))),
            Place::End => return Ok((None, Place::End)),
            Place::After(after) => after,
        };
        let products = queries::export_for_member(self.app.db.read(), self.member, after, PAGE).await?;
        let next = match products.last() {
            None => return Ok((None, Place::End)),
            Some(_) if (products.len() as u64) < PAGE => Place::End,
            Some(last) => Place::After(Some(last.id)),
        };
        let lines = products.iter().map(|product| line(cells(self.l, &self.shelves.tree, &self.commodities, product)));
        Ok((Some(lines.collect()), next))
    }
}

fn head(l: Locale) -> Vec<&'static str> {
    vec![
        l.t("Mã", "Id"),
        l.t("Tên", "Name"),
        l.t("Tên tiếng Anh", "English name"),
        l.t("Trạng thái", "State"),
        l.t("Địa chỉ", "Address"),
        l.t("Ngành hàng", "Category"),
        l.t("Mặt hàng", "Commodity"),
        l.t("Giá (đồng)", "Price (dong)"),
        l.t("Đơn vị tính", "Unit"),
        l.t("Mua ít nhất", "Minimum order"),
        l.t("Quy cách", "Content"),
        l.t("Xuất xứ", "Origin"),
        l.t("Tháng thu hoạch", "Harvest months"),
        l.t("Sao OCOP", "OCOP stars"),
        l.t("Số chứng nhận OCOP", "OCOP certificate"),
        l.t("OCOP đến hết ngày", "OCOP valid until"),
        l.t("Chỉ dẫn địa lý", "Protected name"),
        l.t("Số công bố", "Declaration number"),
        l.t("Mô tả", "Description"),
        l.t("Số ảnh", "Photos"),
        l.t("Bắt đầu", "Begun"),
        l.t("Lên Sàn", "Listed"),
        l.t("Sửa lần cuối", "Last changed"),
    ]
}

fn cells(l: Locale, tree: &CategoryTree, commodities: &HashMap<CommodityId, String>, product: &Product) -> Vec<String> {
    let content = &product.content;
    let months: Vec<String> = content.months.iter().map(|month| month.to_string()).collect();
    let ocop = content.ocop.as_ref();
    vec![
        product.id.to_string(),
        content.name.clone(),
        content.name_en.clone(),
        product.state.name(l).to_owned(),
        product.listed_at.map(|_| format!("/san-pham/{}", product.slug)).unwrap_or_default(),
        tree.by_code(&content.category_code).map(|category| category.name(l).to_owned()).unwrap_or_default(),
        content.commodity_id.and_then(|id| commodities.get(&id).cloned()).unwrap_or_default(),
        content.price.map(|price| price.0.to_string()).unwrap_or_default(),
        unit::unit(&content.unit_code).map(|unit| unit.name(l).to_owned()).unwrap_or_default(),
        content.min_order.map(|quantity| quantity.input(l)).unwrap_or_default(),
        content.net_content.clone(),
        place::commune(&content.commune_code).map(|commune| commune.title(l)).unwrap_or_default(),
        months.join(" "),
        ocop.map(|ocop| ocop.stars.to_string()).unwrap_or_default(),
        ocop.map(|ocop| ocop.certificate.clone()).unwrap_or_default(),
        ocop.and_then(|ocop| ocop.expires_on).map(|day| date::day(l, day)).unwrap_or_default(),
        content.indication.clone(),
        content.declaration_number.clone(),
        content.description.clone(),
        content.photos.len().to_string(),
        date::moment(l, product.created_at),
        product.listed_at.map(|at| date::moment(l, at)).unwrap_or_default(),
        date::moment(l, product.updated_at),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_has_a_cell_for_every_column_in_both_languages() {
        assert_eq!(head(Locale::Vi).len(), head(Locale::En).len());
        assert!(head(Locale::Vi).iter().zip(head(Locale::En)).all(|(vi, en)| !vi.is_empty() && !en.is_empty()));
    }
}
