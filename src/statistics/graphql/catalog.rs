//! The metric catalogue in the API, so that a dashboard is built without hard-coding a metric.
//! Deliberately absent: values.

use async_graphql::{Object, SimpleObject};

use crate::events::kinds::Unit;
use crate::statistics::metrics::{Definition, MetricCode, catalog};

/// What a figure measures, in words (指标).
#[derive(SimpleObject, Clone, Copy, Debug)]
pub struct Metric {
    /// Its code (代码).
    pub code: MetricCode,
    /// Its Chinese name (中文名称).
    pub name: &'static str,
    /// Its English name (英文名称).
    pub name_en: &'static str,
    /// What it counts, in Chinese (定义).
    pub definition: &'static str,
    /// What it counts, in English (英文定义).
    pub definition_en: &'static str,
    /// The version of the wording (定义版本).
    pub version: i32,
    /// Its unit (单位).
    pub unit: Unit,
    /// Whether values of disjoint sets of records may be added (可否相加).
    pub additive: bool,
}

impl From<&Definition> for Metric {
    fn from(definition: &Definition) -> Self {
        Self {
            code: definition.code,
            name: definition.name_zh,
            name_en: definition.name_en,
            definition: definition.definition_zh,
            definition_en: definition.definition_en,
            version: definition.version,
            unit: definition.unit,
            additive: definition.additive,
        }
    }
}

/// The root of the catalogue.
#[derive(Default, Debug)]
pub struct CatalogQuery;

/// The root of the catalogue.
#[Object]
impl CatalogQuery {
    /// Every metric with its definition; the same for every district (指标目录).
    async fn metric_catalog(&self) -> Vec<Metric> {
        catalog().map(Metric::from).collect()
    }
}
