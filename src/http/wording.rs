//! What the compiler says of a document that is not valid, in Chinese. Its sentences name types, fields and variables; the
//! names stand in the Chinese sentence as they are. Deliberately absent: sentences about schemas, which nobody sends.

use crate::kernel::error::Message;

/// The compiler's sentences with `{}` for each name, and the same in Chinese with the names by their numbers.
const SENTENCES: [(&str, &str); 38] = [
    (
        "type `{}` does not have a field `{}`",
        "类型 {0} 没有字段 {1}",
    ),
    (
        "the argument `{}` is not supported by `{}`",
        "{1} 没有参数 {0}",
    ),
    (
        "the required argument `{}` is not provided",
        "缺少必填参数 {0}",
    ),
    (
        "the required field `{}` is not provided",
        "缺少必填字段 {0}",
    ),
    (
        "interface, union and object types must have a subselection set",
        "对象须选取其字段",
    ),
    (
        "field selection of scalar type `{}` must not have subselections",
        "标量 {0} 没有可选取的字段",
    ),
    (
        "field selection of enum type `{}` must not have subselections",
        "枚举 {0} 没有可选取的字段",
    ),
    (
        "expected value of type {}, found {}",
        "此处须为类型 {0} 的值，而给出的是{1}",
    ),
    ("value `{}` does not exist on `{}`", "枚举 {1} 没有取值 {0}"),
    (
        "field `{}` does not exist on `{}`",
        "输入类型 {1} 没有字段 {0}",
    ),
    ("variable `{}` is not defined", "变量 {0} 没有声明"),
    ("unused variable: `{}`", "变量 {0} 没有用到"),
    (
        "the variable `{}` is declared multiple times",
        "变量 {0} 重复声明",
    ),
    (
        "`{}` variable must be of an input type",
        "变量 {0} 须为输入类型",
    ),
    (
        "variable `{}` of type `{}` cannot be used for argument `{}` of type `{}`",
        "变量 {0} 的类型为 {1}，不能用于类型为 {3} 的参数 {2}",
    ),
    (
        "the argument `{}` is provided multiple times",
        "参数 {0} 重复给出",
    ),
    (
        "the value `{}` is defined multiple times",
        "字段 {0} 重复给出",
    ),
    ("cannot find type `{}` in this document", "没有类型 {0}"),
    (
        "cannot find directive `{}` in this document",
        "没有指令 {0}",
    ),
    (
        "{} directive is not supported for {} location",
        "指令 {0} 不能用在此处",
    ),
    (
        "non-repeatable directive {} can only be used once per location",
        "指令 {0} 在一处只能用一次",
    ),
    ("cannot find fragment `{}` in this document", "没有片段 {0}"),
    (
        "fragment `{}` must be used in an operation",
        "片段 {0} 没有用到",
    ),
    (
        "`{}` fragment cannot reference itself",
        "片段 {0} 引用了自身",
    ),
    (
        "{} must have a composite type in its type condition",
        "片段只能以对象、接口或联合类型为条件",
    ),
    (
        "{} with type condition `{}` cannot be applied to `{}`",
        "以 {1} 为条件的片段不能用于 {2}",
    ),
    (
        "type condition `{}` of fragment `{}` is not a type defined in the schema",
        "片段 {1} 的条件 {0} 不是已有的类型",
    ),
    (
        "type condition `{}` of inline fragment is not a type defined in the schema",
        "片段的条件 {0} 不是已有的类型",
    ),
    (
        "the fragment `{}` is defined multiple times in the document",
        "片段 {0} 重复定义",
    ),
    (
        "the operation `{}` is defined multiple times in the document",
        "操作 {0} 重复定义",
    ),
    (
        "anonymous operation cannot be selected when the document contains other operations",
        "有多个操作时，每个操作须有名称",
    ),
    (
        "`{}` root operation type is not defined",
        "没有 {0} 一类的操作",
    ),
    (
        "an executable document must not contain {}",
        "查询中不得定义类型、指令或架构",
    ),
    (
        "int cannot represent non 32-bit signed integer value",
        "整数超出 32 位的范围",
    ),
    (
        "float cannot represent non-finite 64-bit floating point value",
        "浮点数超出 64 位的范围",
    ),
    (
        "operation must not provide conflicting field arguments for the same name `{}`",
        "同名的 {0} 所带参数互相矛盾",
    ),
    (
        "operation must not select different types using the same name `{}`",
        "同名的 {0} 类型互相矛盾",
    ),
    (
        "cannot select different fields into the same alias `{}`",
        "同名的 {0} 不能是不同的字段",
    ),
];

/// Kinds of value as the compiler calls them.
const KINDS: [(&str, &str); 9] = [
    ("null", "空值"),
    ("an enum", "枚举值"),
    ("a variable", "变量"),
    ("a string", "字符串"),
    ("a float", "浮点数"),
    ("an integer", "整数"),
    ("a boolean", "布尔值"),
    ("a list", "列表"),
    ("an input object", "对象"),
];

/// The compiler's sentence in both languages; one that is not known stands in the Chinese one as it is.
pub fn of(text: &str) -> Message {
    let sentence: String = text
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(300)
        .collect();
    let zh = SENTENCES
        .iter()
        .find_map(|(pattern, zh)| Some(filled(zh, &names(pattern, &sentence)?)));
    let zh = zh.unwrap_or_else(|| sentence.clone());
    Message::new(format!("查询不合规范：{zh}。"), format!("{sentence}."))
}

/// What stands at each `{}` of a pattern; none where the sentence is another.
fn names<'s>(pattern: &str, sentence: &'s str) -> Option<Vec<&'s str>> {
    let mut parts = pattern.split("{}");
    let mut rest = sentence.strip_prefix(parts.next()?)?;
    let mut names = Vec::new();
    for part in parts {
        let (name, after) = match part {
            "" => (rest, ""),
            part => rest.split_once(part)?,
        };
        names.push(name);
        rest = after;
    }
    rest.is_empty().then_some(names)
}

fn filled(zh: &str, names: &[&str]) -> String {
    let mut text = zh.to_owned();
    for (number, name) in names.iter().enumerate() {
        let kind = KINDS.iter().find(|(en, _)| en == name);
        let name = kind.map_or(*name, |(_, zh)| zh);
        text = text.replace(&format!("{{{number}}}"), name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_keeps_its_names() {
        for (en, zh) in [
            (
                "type `Viewer` does not have a field `nothing`",
                "查询不合规范：类型 Viewer 没有字段 nothing。",
            ),
            (
                "variable `$n` of type `Int` cannot be used for argument `first` of type `Int!`",
                "查询不合规范：变量 $n 的类型为 Int，不能用于类型为 Int! 的参数 first。",
            ),
            (
                "expected value of type String!, found an integer",
                "查询不合规范：此处须为类型 String! 的值，而给出的是整数。",
            ),
            (
                "something that is said for the first time",
                "查询不合规范：something that is said for the first time。",
            ),
        ] {
            assert_eq!(of(en).zh, zh);
            assert_eq!(of(en).en, format!("{en}."));
        }
    }

    #[test]
    fn every_pattern_fills_all_that_its_chinese_names() {
        for (pattern, zh) in SENTENCES {
            let count = pattern.matches("{}").count();
            let names: Vec<String> = (0..count).map(|n| format!("Name{n}")).collect();
            let mut sentence = pattern.to_owned();
            for name in &names {
                sentence = sentence.replacen("{}", name, 1);
            }
            let told = of(&sentence).zh;
            assert!(!told.contains('{'), "{told}");
            for (number, name) in names.iter().enumerate() {
                let named = zh.contains(&format!("{{{number}}}"));
                assert_eq!(told.contains(name.as_str()), named, "{told}");
            }
        }
    }
}
