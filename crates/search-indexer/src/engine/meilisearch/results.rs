//! From what was found to what a page shows.

use std::{ops::Range, sync::Arc};

use serde::de::DeserializeOwned;

use super::{
    MeilisearchEngine,
    exchange::{HitRow, SCORED},
    facets,
    filter::{self, Group},
    order::{BLOCK, BY_ID, CHEAPEST, DEAREST, ENDING, NEWEST, SHORTEST, best},
    search::{Found, Wanted},
};
use crate::{
    document::{CommodityCard, Kind, OfferCard, ProductCard, StallCard},
    engine::EngineError,
    plan::{
        Plan,
        expand::{self, Effort},
        timely::Timely,
    },
    query::{
        CommodityHit, CommodityQuery, CommodityResults, Hit, OfferHit, OfferQuery, OfferResults, OfferSort,
        ProductQuery, ProductResults, Sort, StallHit, StallQuery, StallResults, understand,
    },
    words,
};

impl MeilisearchEngine {
    pub(in crate::engine) async fn search_products(&self, query: &ProductQuery) -> Result<ProductResults, EngineError> {
        let rules = self.0.rules.get();
        let typed = understand::understand(&query.text, &rules);
        let timely = Some(Timely::new(query, &rules.ranking));
        let selections = filter::selections(query);
        let counts = if query.facets { facets::counts(query, &selections) } else { Vec::new() };
        let sort = match query.sort {
            Sort::Relevance if typed.blank => Some(NEWEST),
            Sort::Relevance => None,
            Sort::PriceAsc => Some(CHEAPEST),
            Sort::PriceDesc => Some(DEAREST),
            Sort::Newest => Some(NEWEST),
        };
        let wanted = Wanted { kind: Kind::Product, selections, sort, page: query.page, counts, rules, timely };
        let found = self.find(&typed, &wanted, (Effort::Plain, Effort::Anywhere)).await?;
        let sought = expand::sought(&found.plan);
        let hit = |row: &HitRow| -> Result<Hit, EngineError> {
            let mut card: ProductCard = card(row)?;
            if card.ocop_until.is_some_and(|until| until < query.today) {
                (card.ocop_stars, card.ocop_until) = (0, None);
            }
            Ok(Hit {
                highlight: highlight(&sought, &card.name),
                highlight_en: highlight(&sought, &card.name_en),
                card: Arc::new(card),
            })
        };
        let hits = found.rows.iter().map(hit).collect::<Result<_, _>>()?;
        let did_you_mean = self.correction(&found).await?;
        let facets = if query.facets { facets::facets(query, found.counted.into_iter()) } else { Default::default() };
        Ok(ProductResults { hits, total: found.total, facets, did_you_mean })
    }

    pub(in crate::engine) async fn search_stalls(&self, query: &StallQuery) -> Result<StallResults, EngineError> {
        let rules = self.0.rules.get();
        let typed = understand::understand(&query.text, &rules);
        let selections = if query.communes.is_empty() {
            Vec::new()
        } else {
            vec![(Group::Commune, filter::any_code("commune", &query.communes))]
        };
        let sort = typed.blank.then_some(NEWEST);
        let (kind, page) = (Kind::Stall, query.page);
        let to = if query.forgiving { Effort::Anywhere } else { Effort::Plain };
        let wanted = Wanted { kind, selections, sort, page, counts: Vec::new(), rules, timely: None };
        let found = self.find(&typed, &wanted, (Effort::Plain, to)).await?;
        let sought = expand::sought(&found.plan);
        let hit = |row: &HitRow| -> Result<StallHit, EngineError> {
            let card: StallCard = card(row)?;
            Ok(StallHit { highlight: highlight(&sought, &card.name), card: Arc::new(card) })
        };
        let hits = found.rows.iter().map(hit).collect::<Result<_, _>>()?;
        Ok(StallResults { hits, total: found.total })
    }

    pub(in crate::engine) async fn search_commodities(
        &self,
        query: &CommodityQuery,
    ) -> Result<CommodityResults, EngineError> {
        let rules = self.0.rules.get();
        let typed = understand::understand(&query.text, &rules);
        let selections = if query.categories.is_empty() {
            Vec::new()
        } else {
            vec![(Group::Category, filter::any_code("category", &query.categories))]
        };
        let sort = typed.blank.then_some(BY_ID);
        let (kind, page) = (Kind::Commodity, query.page);
        let wanted = Wanted { kind, selections, sort, page, counts: Vec::new(), rules, timely: None };
        let found = self.find(&typed, &wanted, (Effort::Plain, Effort::Anywhere)).await?;
        let sought = expand::sought(&found.plan);
        let hit = |row: &HitRow| -> Result<CommodityHit, EngineError> {
            let card: CommodityCard = card(row)?;
            let (highlight, highlight_en) = (highlight(&sought, &card.name), highlight(&sought, &card.name_en));
            Ok(CommodityHit { highlight, highlight_en, card: Arc::new(card) })
        };
        let hits = found.rows.iter().map(hit).collect::<Result<_, _>>()?;
        Ok(CommodityResults { hits, total: found.total })
    }

    pub(in crate::engine) async fn search_offers(&self, query: &OfferQuery) -> Result<OfferResults, EngineError> {
        let rules = self.0.rules.get();
        let typed = understand::understand(&query.text, &rules);
        let timely = Some(Timely::on(query.today, &rules.ranking));
        let selections = filter::offer_selections(query);
        let counts = if query.facets { facets::offer_counts(&selections) } else { Vec::new() };
        let sort = match query.sort {
            OfferSort::Relevance if typed.blank => Some(NEWEST),
            OfferSort::Relevance => None,
            OfferSort::Newest => Some(NEWEST),
            OfferSort::PriceAsc => Some(CHEAPEST),
            OfferSort::PriceDesc => Some(DEAREST),
            OfferSort::Ending => Some(ENDING),
        };
        let wanted = Wanted { kind: Kind::Offer, selections, sort, page: query.page, counts, rules, timely };
        let found = self.find(&typed, &wanted, (Effort::Plain, Effort::Anywhere)).await?;
        let sought = if query.highlights { expand::sought(&found.plan) } else { Vec::new() };
        let hit = |row: &HitRow| -> Result<OfferHit, EngineError> {
            let card: OfferCard = card(row)?;
            let (highlight, highlight_en) = (highlight(&sought, &card.title), highlight(&sought, &card.title_en));
            Ok(OfferHit { highlight, highlight_en, card: Arc::new(card) })
        };
        let hits = found.rows.iter().map(hit).collect::<Result<_, _>>()?;
        let facets = if query.facets { facets::offer_facets(found.counted.into_iter()) } else { Default::default() };
        Ok(OfferResults { hits, total: found.total, facets })
    }

    /// See [`ProductResults::did_you_mean`]. Filters play no part: the text is what is corrected.
    async fn correction(&self, found: &Found) -> Result<Option<String>, EngineError> {
        let plan = &found.plan;
        if !plan.is_mended() {
            return Ok(None);
        }
        let best = match &found.best {
            Some(best) => Some(best.clone()),
            None => self.best_of(plan).await?,
        };
        let Some(best) = best else { return Ok(None) };
        let card: ProductCard = card(&best)?;
        let texts = [card.name.as_str(), &card.name_en, &card.stall_name, &card.commune_name];
        Ok(plan.correction(&found.dictionary.of(Kind::Product).vocabulary, &texts))
    }

    /// The best match of the text, whatever is chosen.
    async fn best_of(&self, plan: &Plan) -> Result<Option<HitRow>, EngineError> {
        let kind = filter::kind(Kind::Product);
        for need in [plan.required(), plan.required().saturating_sub(1), 1] {
            let filter = filter::all([kind.as_str(), &filter::text(plan, need)]);
            let answers = self.ask(&[self.query(filter).hits(1, BLOCK, SHORTEST, SCORED)]).await?;
            let rows: Vec<HitRow> = answers.into_iter().flat_map(|answer| answer.hits).collect();
            if let Some(row) = best(&rows, plan) {
                return Ok(Some(row.clone()));
            }
        }
        Ok(None)
    }
}

pub(super) fn card<C: DeserializeOwned>(row: &HitRow) -> Result<C, EngineError> {
    serde_json::from_str(&row.card).map_err(|error| EngineError::Unavailable(format!("a card can't be read: {error}")))
}

pub(super) fn highlight(sought: &[String], name: &str) -> Vec<Range<usize>> {
    if sought.is_empty() {
        return Vec::new();
    }
    words::highlight(name, |word| sought.binary_search_by(|known| known.as_str().cmp(word)).is_ok())
}
