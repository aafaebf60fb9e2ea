use chrono::{DateTime, Utc};
use database::on_every_database;
use kernel::Ctx;
use media::{Picture, Profile, find_pictures, insert_picture};

use crate::make;

#[tokio::test]
async fn stored_pictures_are_found_by_id_and_once_is_enough() {
    let (_folder, media) = make::media();
    let ctx = Ctx::system(DateTime::<Utc>::from_timestamp(1_790_000_000, 0).unwrap());
    let wide = media.process(make::jpeg(700, 300), Profile::Photo).await.unwrap();
    let tall = media.process(make::jpeg(90, 300), Profile::Logo).await.unwrap();
    on_every_database!(|db| {
        let txn = db.begin().await.unwrap();
        insert_picture(&txn, &ctx, &wide).await.unwrap();
        insert_picture(&txn, &ctx, &wide).await.unwrap();
        insert_picture(&txn, &ctx, &tall).await.unwrap();
        txn.commit().await.unwrap();

        let ids = [wide.id.clone(), wide.id.clone(), tall.id.clone(), "unknown".to_owned()];
        let found = find_pictures(db.read(), &ids).await.unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[&wide.id], Picture::from(&wide));
        assert_eq!(found[&tall.id], Picture::from(&tall));
        assert!(find_pictures(db.read(), &[]).await.unwrap().is_empty());
    });
}
