//! The lines of the table that stand for programs: the JSON API and the probes.

use super::{Route, get, patch, post};
use crate::{
    access::Access::{LoggedIn, Public},
    api,
};

pub(super) fn all() -> Vec<Route> {
    vec![
        get("/health/live", Public, api::health::live).plain(),
        get("/health/ready", Public, api::health::ready).plain(),
        get("/metrics", Public, api::health::metrics).plain(),
        get("/api/v1/products", Public, api::products::list).plain(),
        get("/api/v1/products/{slug}", Public, api::products::show).plain(),
        get("/api/v1/stalls", Public, api::stalls::list).plain(),
        get("/api/v1/stalls/{slug}", Public, api::stalls::show).plain(),
        get("/api/v1/categories", Public, api::categories::list).plain(),
        get("/api/v1/prices", Public, api::prices::list).plain(),
        get("/api/v1/suggest", Public, api::suggest::suggest).plain(),
        get("/api/v1/offers", Public, api::offers::list::list).plain(),
        post("/api/v1/offers", LoggedIn, api::offers::create::create).plain(),
        get("/api/v1/offers/{id}", Public, api::offers::list::show).plain(),
        patch("/api/v1/offers/{id}", LoggedIn, api::offers::revise::change).plain(),
        post("/api/v1/offers/{id}/photos", LoggedIn, api::offers::photos::add).plain().upload(),
        post("/api/v1/offers/{id}/submit", LoggedIn, api::offers::deeds::submit).plain(),
        post("/api/v1/offers/{id}/hide", LoggedIn, api::offers::deeds::hide).plain(),
        post("/api/v1/offers/{id}/show", LoggedIn, api::offers::deeds::show).plain(),
        post("/api/v1/offers/{id}/close", LoggedIn, api::offers::deeds::close).plain(),
        post("/api/v1/offers/{id}/withdraw", LoggedIn, api::offers::deeds::withdraw).plain(),
        post("/api/v1/offers/{id}/quotes", LoggedIn, api::offers::quotes::send).plain(),
        post("/api/v1/quotes/{id}/counter", LoggedIn, api::offers::quotes::counter).plain(),
        post("/api/v1/quotes/{id}/accept", LoggedIn, api::offers::quotes::accept).plain(),
        post("/api/v1/quotes/{id}/decline", LoggedIn, api::offers::quotes::decline).plain(),
        post("/api/v1/quotes/{id}/withdraw", LoggedIn, api::offers::quotes::withdraw).plain(),
        get("/api/v1/threads/{id}", LoggedIn, api::offers::threads::show).plain(),
        post("/api/v1/threads/{id}/messages", LoggedIn, api::offers::threads::say).plain(),
        post("/api/v1/threads/{id}/attachments", LoggedIn, api::offers::attachments::add).plain().upload(),
        get("/api/v1/threads/{id}/attachments/{file}", LoggedIn, api::offers::attachments::download).plain(),
        post("/api/v1/deals/{id}/complete", LoggedIn, api::offers::deals::complete).plain(),
        post("/api/v1/deals/{id}/cancel", LoggedIn, api::offers::deals::cancel).plain(),
        get("/api/v1/my/offers", LoggedIn, api::offers::mine::offers).plain(),
        get("/api/v1/my/threads", LoggedIn, api::offers::mine::threads).plain(),
        get("/api/v1/my/deals", LoggedIn, api::offers::mine::deals).plain(),
        get("/api/openapi.json", Public, api::openapi::openapi).plain(),
    ]
}
