//! `/kenh-ban-hang/san-pham`: the member's products. Every page finds a product by its id **and** the member, so another
//! member's product does not exist here.

mod choices;
pub mod create;
mod csv;
pub mod deeds;
pub mod edit;
pub mod export;
pub mod list;
mod page;
pub mod papers;
pub mod photos;
pub mod preview;
pub mod price;
mod sent;

use catalogue::queries::{self, ForEdit};
use kernel::{Fields, Locale, ProductId, date, locale};

pub(crate) use choices::{Group, categories, commodities as commodity_groups, units};

use super::papers::read_id;
use crate::{AppError, account::parameter, form::Labels, session::Member, state::App, view::Shell};

/// The fields of the product form and of the small forms beside it.
const LABELS: Labels = &[
    ("photos", "Ảnh sản phẩm", "Photos"),
    ("photo_alt", "Ảnh này cho thấy gì", "What the photo shows"),
    ("name", "Tên sản phẩm", "Name of the product"),
    ("category", "Ngành hàng", "Category"),
    ("price", "Giá bán (đồng)", "Price (dong)"),
    ("unit", "Đơn vị tính", "Unit"),
    ("min_order", "Mua ít nhất", "Minimum order"),
    ("net_content", "Khối lượng, số lượng trong một gói", "Content of one pack"),
    ("commune", "Xuất xứ: xã, phường", "Origin: commune or ward"),
    ("months", "Tháng thu hoạch", "Harvest months"),
    ("commodity", "Mặt hàng", "Commodity"),
    ("description", "Mô tả", "Description"),
    ("declaration_number", "Số công bố sản phẩm", "Declaration number"),
    ("ocop_stars", "Hạng sao OCOP", "OCOP stars"),
    ("ocop_certificate", "Số giấy chứng nhận OCOP", "Number of the OCOP certificate"),
    ("ocop_expires_on", "Giấy chứng nhận có giá trị đến hết ngày", "The certificate is valid until"),
    ("indication", "Chỉ dẫn địa lý, nhãn hiệu được bảo hộ", "Protected name"),
    ("name_en", "Tên tiếng Anh", "English name"),
    ("papers", "Giấy tờ", "Papers"),
    ("kind", "Loại giấy tờ", "Kind of paper"),
    ("file", "Tệp", "File"),
];

/// The page of a product, without the language.
fn path(id: ProductId) -> String {
    format!("/kenh-ban-hang/san-pham/{id}")
}

/// The member's product with that id, and the edit that waits.
async fn load(app: &App, member: &Member, id: &str) -> Result<ForEdit, AppError> {
    queries::for_edit(app.db.read(), member.id, read_id(id)?).await?.ok_or(AppError::NotFound)
}

/// A product that has just been hidden, for the button that shows it again.
struct Undo {
    id: ProductId,
    name: String,
}

async fn undo(app: &App, shell: &Shell, member: &Member) -> Result<Option<Undo>, AppError> {
    let Ok(id) = parameter(shell, "da-an").parse() else { return Ok(None) };
    let found = queries::product_for_member(app.db.read(), member.id, id).await?;
    let hidden = found.filter(|product| product.state == catalogue::State::Hidden);
    Ok(hidden.map(|product| Undo { id, name: product.content.name }))
}

/// The fields of a stored product as people write them; they read back as the same.
fn readable(l: Locale, mut fields: Fields) -> Fields {
    if let Ok(price) = fields.get("price").parse::<i64>() {
        fields.set("price", locale::number(l, price));
    }
    if let Ok(day) = date::parse_day(fields.get("ocop_expires_on")) {
        // English pages take the form that is read without doubt.
        fields.set("ocop_expires_on", if l.is_vi() { date::day(l, day) } else { day.to_string() });
    }
    fields
}

#[cfg(test)]
mod tests {
    use catalogue::{Content, Ocop};
    use kernel::{FieldErrors, Money};

    use super::*;

    #[test]
    fn a_stored_product_survives_its_form_in_both_languages() {
        for price in [None, Some(1), Some(1_500), Some(45_000), Some(12_500_000)] {
            let content = Content {
                category_code: "0101".into(),
                name: "Cam Khe Mây".into(),
                price: price.map(Money),
                ocop: Some(Ocop {
                    stars: 4,
                    certificate: "MẪU-1".into(),
                    expires_on: chrono::NaiveDate::from_ymd_opt(2027, 2, 1),
                }),
                ..Content::default()
            };
            for l in Locale::ALL {
                let mut errors = FieldErrors::default();
                assert_eq!(Content::parse(&readable(l, content.to_fields(l)), &mut errors), content);
                assert!(errors.is_empty(), "{errors:?}");
            }
        }
    }
}
