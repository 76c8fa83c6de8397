//! Fills templates with numbers. A template is refused with its name and line; a number in it is a thing that can be written
//! and nothing else, so that no two are ever added. Deliberately absent: receipts, and what the lines mean.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use minijinja::value::{Kwargs, Object, ObjectRepr, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, context};

use super::blocks::{plain, written};
use super::composing::Material;
use super::counting::{Figure, Unfit};
use super::templates::{REPORT, Templates};
use super::words::{Form, amount, classifiers, date, numeral};
use crate::events::kinds::Unit;
use crate::kernel::error::Message;
use crate::kernel::id::NodeId;
use crate::kernel::period::Span;
use crate::published::entity::published_figure::Model;

/// A number in a template: it can be written, and nothing else.
struct Written(String);

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }
}

impl Object for Written {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A mistake of a template in both languages, carried through the engine.
#[derive(Debug)]
struct Mistake(Message);

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.en)
    }
}

impl std::error::Error for Mistake {}

fn mistake(zh: String, en: String) -> minijinja::Error {
    let detail = en.clone();
    minijinja::Error::new(ErrorKind::InvalidOperation, detail)
        .with_source(Mistake(Message::new(zh, en)))
}

/// What the engine says of a template, with the innermost name and line.
pub fn told(error: &minijinja::Error) -> Message {
    let mut place = (REPORT, 0);
    let mut what: Option<Message> = None;
    let mut said = String::new();
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<minijinja::Error>() {
            if let (Some(name), Some(line)) = (error.name(), error.line()) {
                place = (name, line);
            }
            let detail = error.detail().map(|detail| format!(": {detail}"));
            said = format!("{}{}", error.kind(), detail.unwrap_or_default());
        } else if let Some(mistake) = error.downcast_ref::<Mistake>() {
            what = Some(mistake.0.clone());
        }
        next = error.source();
    }
    let what = what.unwrap_or_else(|| Message::new(said.clone(), said));
    let (name, line) = place;
    Message::new(
        format!("模板 {name} 第{line}行：{}。", what.zh),
        format!("template {name}, line {line}: {}.", what.en),
    )
}

/// The lines that the templates write.
pub fn fill(material: &Material, templates: &Templates) -> Result<String, minijinja::Error> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::None);
    for (name, text) in templates.files() {
        if name.ends_with(".j2") {
            env.add_template(name, text)?;
        }
    }
    let figures = words_of(material);
    let known = figures.clone();
    env.add_function(
        "figure",
        move |key: String,
              word: Option<String>,
              kwargs: Kwargs|
              -> Result<Value, minijinja::Error> {
            let form = form(&kwargs)?;
            let known = known.get(&key).ok_or_else(|| {
                mistake(
                    format!("没有数据“{key}”"),
                    format!("there is no figure `{key}`"),
                )
            })?;
            match known {
                Known::Missing => Ok(number('m', &key, "〔缺〕")),
                Known::Figure(figure) => {
                    let words = figure.words(word.as_deref(), form);
                    let words = words.map_err(|unfit| unfitting(&key, word, unfit))?;
                    Ok(number('f', &key, &words))
                }
            }
        },
    );
    env.add_function(
        "some",
        move |key: String| -> Result<bool, minijinja::Error> {
            match figures.get(&key) {
                Some(Known::Figure(figure)) => Ok(!figure.count.parts.is_empty()),
                Some(Known::Missing) => Ok(false),
                None => Err(mistake(
                    format!("没有数据“{key}”"),
                    format!("there is no figure `{key}`"),
                )),
            }
        },
    );
    let rows = material.beside.iter().map(|beside| &beside.row);
    let rows: BTreeMap<String, Model> = rows.map(|row| (row.key.clone(), row.clone())).collect();
    env.add_function(
        "published",
        move |key: String,
              word: Option<String>,
              kwargs: Kwargs|
              -> Result<Value, minijinja::Error> {
            let form = form(&kwargs)?;
            let Some(row) = rows.get(&key) else {
                return Ok(number('m', &key, "〔待填〕"));
            };
            let words = printed(row, word.as_deref(), form);
            let words = words.map_err(|unfit| unfitting(&key, word, unfit))?;
            Ok(number('p', &key, &words))
        },
    );
    let counts = bodies(material);
    let counts: BTreeMap<&'static str, usize> = counts
        .into_iter()
        .map(|(name, ids)| (name, ids.len()))
        .collect();
    env.add_function(
        "bodies",
        move |name: String| -> Result<Value, minijinja::Error> {
            let count = counts.get(name.as_str()).ok_or_else(|| {
                mistake(
                    format!("没有机构类别“{name}”"),
                    format!("there are no bodies `{name}`"),
                )
            })?;
            Ok(number('b', &name, &format!("{count}个")))
        },
    );
    env.add_filter("numeral", |number: usize| numeral(number));
    let district = &material.pin.chain.organization.district;
    let template = env.get_template(REPORT)?;
    template.render(context! {
        year => material.year,
        district => context! {
            name => plain(&district.name),
            city => plain(&district.city),
            province => plain(&district.province),
        },
        day => date(material.pin.today),
    })
}

/// What is known of a key of the list.
#[derive(Clone, Debug)]
enum Known {
    Figure(Arc<Figure>),
    Missing,
}

fn words_of(material: &Material) -> BTreeMap<String, Known> {
    let figures = material.figures.iter();
    let figures = figures.map(|(key, one)| (key.clone(), Known::Figure(Arc::new(one.clone()))));
    let missing = material.missing.keys();
    let missing = missing.map(|key| (key.clone(), Known::Missing));
    figures.chain(missing).collect()
}

fn number(sort: char, key: &str, words: &str) -> Value {
    Value::from_object(Written(written(sort, key, words)))
}

fn form(kwargs: &Kwargs) -> Result<Form, minijinja::Error> {
    let form = match kwargs.get::<Option<String>>("form")?.as_deref() {
        None => Form::Plain,
        Some("余万") => Form::OverWan,
        Some(other) => {
            return Err(mistake(
                format!("没有写法“{other}”"),
                format!("there is no form `{other}`"),
            ));
        }
    };
    kwargs.assert_all_used()?;
    Ok(form)
}

fn unfitting(key: &str, word: Option<String>, unfit: Unfit) -> minijinja::Error {
    let word = word.unwrap_or_default();
    match unfit {
        Unfit::Word => mistake(
            format!("数据“{key}”的单位不能写作“{word}”"),
            format!("the unit of figure `{key}` is not written `{word}`"),
        ),
        Unfit::Form => mistake(
            format!("数据“{key}”不是整十万的“余”数，不能写作“余万”"),
            format!("figure `{key}` is no lower bound of whole hundreds of thousands"),
        ),
    }
}

/// A printed number in words.
fn printed(row: &Model, word: Option<&str>, form: Form) -> Result<String, Unfit> {
    if let Some(percent) = &row.percent {
        return Ok(format!("{percent}%"));
    }
    let known = classifiers(row.unit);
    let word = match word {
        Some(word) if !known.contains(&word) => return Err(Unfit::Word),
        Some(word) => word,
        None => known.first().copied().unwrap_or_default(),
    };
    let value = row.value.as_deref().and_then(|value| value.parse().ok());
    let value = value.filter(|_| row.unit != Unit::Percent);
    let value = value.ok_or(Unfit::Form)?;
    amount(value, row.qualifier, word, form).ok_or(Unfit::Form)
}

/// The bodies of the district at the end of the year, or today before it ends.
pub fn bodies(material: &Material) -> BTreeMap<&'static str, Vec<NodeId>> {
    let organization = &material.pin.chain.organization;
    let end = material.span.to.and_then(|to| to.pred_opt());
    let day = end.unwrap_or(material.span.from).min(material.pin.today);
    let there = |id: &NodeId| {
        let day = Span::new(day, day.succ_opt());
        organization.exists_in(*id, &day)
    };
    let workrooms = organization.workrooms.values();
    let posting = workrooms.filter(|row| row.posts_monthly).map(|row| row.id);
    let of = |ids: Vec<NodeId>| ids.into_iter().filter(there).collect::<Vec<_>>();
    BTreeMap::from([
        ("posting_workrooms", of(posting.collect())),
        (
            "workrooms",
            of(organization.workrooms.keys().copied().collect()),
        ),
        (
            "special_committees",
            of(organization.special_committees.keys().copied().collect()),
        ),
        (
            "sector_groups",
            of(organization.sector_groups.keys().copied().collect()),
        ),
        (
            "sectors",
            of(organization.sectors.keys().copied().collect()),
        ),
    ])
}

/// What bodies are called.
pub fn named(bodies: &str) -> &'static str {
    match bodies {
        "posting_workrooms" => "按月报送的委员工作室",
        "workrooms" => "委员工作室",
        "special_committees" => "专委会",
        "sector_groups" => "界别活动组",
        _ => "界别",
    }
}
