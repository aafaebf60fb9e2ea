//! What the words of dimensions are called.

use std::collections::HashMap;

use catalogue::queries as goods;
use kernel::{CommodityId, Locale, MemberId, ProductId, StallId, place};
use members::MemberKind;
use sea_orm::{ConnectionTrait, DbErr};

/// The kinds of member, in the order in which they are listed.
pub const KINDS: [MemberKind; 4] =
    [MemberKind::Enterprise, MemberKind::Cooperative, MemberKind::Household, MemberKind::Farm];

/// Names that have to be read from the database.
pub struct Names {
    l: Locale,
    groups: Vec<(String, String)>,
    things: HashMap<String, String>,
}

impl Names {
    /// The names of the groups of categories; others are read where they are wanted.
    pub async fn read(db: &impl ConnectionTrait, l: Locale) -> Result<Self, DbErr> {
        let tree = goods::category_tree(db).await?;
        let groups = tree.all().iter().filter(|one| one.parent_code.is_none());
        let groups = groups.map(|one| (one.code.clone(), one.name(l).to_owned())).collect();
        Ok(Self { l, groups, things: HashMap::new() })
    }

    /// Groups of categories in their order, by code.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &str)> {
        self.groups.iter().map(|(code, name)| (code.as_str(), name.as_str()))
    }

    /// Reads the names of the most viewed. What is gone has none.
    pub async fn learn(
        &mut self,
        db: &impl ConnectionTrait,
        dimension: &str,
        words: &[(String, i64)],
    ) -> Result<(), DbErr> {
        let ids: Vec<uuid::Uuid> = words.iter().filter_map(|(word, _)| word.parse().ok()).collect();
        let mut found: Vec<(uuid::Uuid, String)> = Vec::new();
        match dimension {
            "commodity" => {
                let ids: Vec<CommodityId> = ids.into_iter().map(CommodityId).collect();
                let commodities = goods::commodities_by_ids(db, &ids).await?;
                found.extend(commodities.into_iter().map(|(id, one)| (id.0, one.name(self.l).to_owned())));
            }
            "product" => {
                let ids: Vec<ProductId> = ids.into_iter().map(ProductId).collect();
                let pick = |vi: String, en: String| if self.l.is_vi() || en.is_empty() { vi } else { en };
                let names = goods::product_names(db, &ids).await?;
                found.extend(names.into_iter().map(|(id, (vi, en))| (id.0, pick(vi, en))));
            }
            "member" => {
                let ids: Vec<MemberId> = ids.into_iter().map(MemberId).collect();
                found.extend(members::queries::names(db, &ids).await?.into_iter().map(|(id, name)| (id.0, name)));
            }
            "stall" => {
                let ids: Vec<StallId> = ids.into_iter().map(StallId).collect();
                let stalls = members::queries::stalls_by_ids(db, &ids).await?;
                found.extend(stalls.into_iter().map(|one| (one.id.0, one.name)));
            }
            _ => {}
        }
        self.things.extend(found.into_iter().map(|(id, name)| (id.to_string(), name)));
        Ok(())
    }

    /// The name of a word.
    #[must_use]
    pub fn of(&self, dimension: &str, word: &str) -> String {
        let l = self.l;
        let other = || l.t("(không rõ)", "(unknown)").to_owned();
        match dimension {
            "kind" => {
                KINDS.into_iter().find(|kind| kind.code() == word).map_or_else(other, |one| kind(l, one).to_owned())
            }
            "category" => {
                self.groups.iter().find(|(code, _)| code == word).map_or_else(other, |(_, name)| name.clone())
            }
            "district" => place::former_district_by_slug(word).map_or_else(other, |one| one.title(l)),
            "commune" => place::commune(word).map_or_else(other, |one| one.title(l)),
            "ocop" if word == "0" => l.t("Chưa có sao OCOP", "Without OCOP stars").to_owned(),
            "ocop" => format!("OCOP {word} {}", l.t("sao", "stars")),
            "commodity" | "product" | "stall" | "member" => {
                self.things.get(word).cloned().unwrap_or_else(|| l.t("(đã xoá)", "(gone)").to_owned())
            }
            "site" | "campaign" | "term" if word == statistics::OTHER => l.t("(khác)", "(others)").to_owned(),
            "list" => list(l, word).to_owned(),
            _ => word.to_owned(),
        }
    }
}

fn kind(l: Locale, kind: MemberKind) -> &'static str {
    match kind {
        MemberKind::Enterprise => l.t("Doanh nghiệp", "Enterprises"),
        MemberKind::Cooperative => l.t("Hợp tác xã, tổ hợp tác", "Cooperatives"),
        MemberKind::Household => l.t("Hộ kinh doanh", "Household businesses"),
        MemberKind::Farm => l.t("Trang trại, nhà vườn", "Farms"),
    }
}

/// What was taken away, by the action that the audit log names.
fn list(l: Locale, action: &str) -> &'static str {
    match action.trim_start_matches("export.") {
        "members" => l.t("Danh sách thành viên", "List of members"),
        "stalls" => l.t("Danh sách gian hàng", "List of stalls"),
        "products" => l.t("Danh sách sản phẩm", "List of products"),
        "accounts" => l.t("Danh sách tài khoản", "List of accounts"),
        "offers" => l.t("Danh sách chào hàng", "List of offers"),
        "trusted" => l.t("Thành viên tin cậy", "Trusted members"),
        "offer_desk" => l.t("Bàn chào hàng", "Offer desk"),
        "queue" => l.t("Hàng chờ duyệt", "Review queue"),
        "synonyms" => l.t("Từ đồng nghĩa", "Synonyms"),
        "statistics" => l.t("Bảng thống kê", "Statistics"),
        "report" => l.t("Báo cáo hoạt động", "Activity report"),
        "audit" => l.t("Nhật ký", "Audit log"),
        _ => l.t("Danh sách khác", "Other lists"),
    }
}
