//! Reading and schema of a type that holds one text in a format.

/// Implements them for a type with `parse` and `FORMAT`: its name in the schema, the pattern, the
/// description, an example and the message of an editor.
macro_rules! text_type {
    ($type:ident, $name:literal, $pattern:literal, $description:literal, $example:literal, $message:literal) => {
        impl TryFrom<String> for $type {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }

        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "string",
                    "format": Self::FORMAT,
                    "pattern": $pattern,
                    "description": $description,
                    "examples": [$example],
                    "errorMessage": $message
                })
            }
        }
    };
}

pub(in crate::provider) use text_type;
