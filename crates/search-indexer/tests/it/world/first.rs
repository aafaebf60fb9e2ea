//! What is done on purpose to the first product and to its seller.

use catalogue::{Content, Ocop, queries};
use chrono::NaiveDate;
use kernel::ProductId;

use super::{World, content};

impl World {
    /// Changes a row without the domain's knowledge, as no command would.
    pub async fn change_behind_the_back(&self, id: ProductId, change: &str) {
        let slug = queries::product_by_id(self.db.read(), id).await.unwrap().unwrap().slug;
        self.db.execute_plain(&format!("UPDATE product SET {change} WHERE slug = '{slug}'")).await.unwrap();
    }

    pub async fn rename_first_product(&self, name: &str) {
        self.revise_first_product(content(name)).await;
    }

    /// Four stars until that day.
    pub async fn certify_first_product(&self, name: &str, until: NaiveDate) {
        let ocop = Ocop { stars: 4, certificate: "MẪU-02".into(), expires_on: Some(until) };
        self.revise_first_product(Content { ocop: Some(ocop), ..content(name) }).await;
    }

    async fn revise_first_product(&self, content: Content) {
        let ((seller, id), ctx, txn) = (self.products[0], self.ctx(), self.db.begin().await.unwrap());
        catalogue::propose(&txn, &ctx, seller.member, id, &content).await.unwrap();
        assert!(self.approve_revision(&txn, &ctx, seller.member, id).await);
        txn.commit().await.unwrap();
    }

    pub async fn suspend_first_seller(&self, the_member: bool) {
        let (seller, ctx, txn) = (self.sellers[0], self.ctx(), self.db.begin().await.unwrap());
        if the_member {
            members::decide::suspend(&txn, &ctx, seller.member, "Kiểm tra").await.unwrap();
        } else {
            members::stall::decide::suspend(&txn, &ctx, seller.stall, "Kiểm tra").await.unwrap();
        }
        txn.commit().await.unwrap();
    }

    pub async fn restore_first_seller(&self, the_member: bool) {
        let (seller, ctx, txn) = (self.sellers[0], self.ctx(), self.db.begin().await.unwrap());
        if the_member {
            members::decide::restore(&txn, &ctx, seller.member, "").await.unwrap();
        } else {
            members::stall::decide::restore(&txn, &ctx, seller.stall, "").await.unwrap();
        }
        txn.commit().await.unwrap();
    }
}
