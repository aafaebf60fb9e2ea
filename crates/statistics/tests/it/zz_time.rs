use super::support::*;
#[tokio::test]
async fn cost() {
    let db = database::testing::sqlite().await.unwrap();
    let r = recorder();
    r.flush(&db, noon()).await.unwrap();
    let n = 100_000u32;
    let ua = "Mozilla/5.0 (Linux; Android 13; SM-A146P) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 Zalo android/12110668 ZaloTheme/light";
    let t = std::time::Instant::now();
    let mut v = None;
    for i in 0..n { v = r.visitor(std::net::IpAddr::from(i.to_be_bytes()), ua); }
    eprintln!("visitor {:?}", t.elapsed() / n);
    let t = std::time::Instant::now();
    for i in 0..n { r.record(statistics::Event::ProductView { product: kernel::ProductId(uuid::Uuid::from_u128(u128::from(i % 10_000))), commodity: Some(kernel::CommodityId(uuid::Uuid::from_u128(u128::from(i % 70)))), visitor: v.unwrap() }); }
    eprintln!("record {:?}", t.elapsed() / n);
    for i in 0..20_000u32 { let v = r.visitor(std::net::IpAddr::from(i.to_be_bytes()), ua).unwrap(); r.record(statistics::Event::Page { visitor: v }); }
    let t = std::time::Instant::now();
    r.flush(&db, noon()).await.unwrap();
    eprintln!("flush of 10k counters and 20k visitors {:?}", t.elapsed());
}
