//! Reading: a plain value as a deserializer.

use serde::{
    de::{
        DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer as _, SeqAccess, VariantAccess,
        Visitor, value::U32Deserializer,
    },
    forward_to_deserialize_any,
};

use super::{MAX_SAFE, Misfit, Value};

/// Reads one value.
pub(super) struct Reader<V>(pub V);

impl<V: Value> Reader<V> {
    #[inline(never)]
    fn whole(&self) -> Result<u64, Misfit> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the limit is the largest number without a loss"
        )]
        let limit = MAX_SAFE as f64;
        match self.0.as_number() {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::float_cmp,
                reason = "a whole number between nothing and the limit"
            )]
            Some(number) if (0.0..=limit).contains(&number) && number.trunc() == number => {
                Ok(number as u64)
            }
            _ => Err(Misfit),
        }
    }

    #[inline(never)]
    fn choice(self, variants: &'static [&'static str]) -> Result<Choice<V>, Misfit> {
        let (name, content) = match self.0.as_text() {
            Some(name) => (Some(name), None),
            None => self.0.only_field().unzip(),
        };
        variants
            .iter()
            .zip(0..)
            .find(|(variant, _)| name.as_deref() == Some(**variant))
            .map(|(_, index)| Choice { index, content })
            .ok_or(Misfit)
    }
}

impl<'de, V: Value> Deserializer<'de> for Reader<V> {
    type Error = Misfit;

    /// No type of ours leaves it to the value what it is.
    fn deserialize_any<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        let _ = visitor;
        Err(Misfit)
    }

    fn deserialize_bool<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        match self.0.as_truth() {
            Some(is_true) => visitor.visit_bool(is_true),
            None => Err(Misfit),
        }
    }

    fn deserialize_u8<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u16<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u32<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_u64<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        visitor.visit_u64(self.whole()?)
    }

    fn deserialize_str<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        match self.0.as_text() {
            Some(text) => visitor.visit_string(text),
            None => Err(Misfit),
        }
    }

    fn deserialize_option<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        if self.0.is_nothing() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<W: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: W,
    ) -> Result<W::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<W: Visitor<'de>>(self, visitor: W) -> Result<W::Value, Misfit> {
        match self.0.count() {
            Some(len) => visitor.visit_seq(Items {
                list: self.0,
                next: 0,
                len,
            }),
            None => Err(Misfit),
        }
    }

    /// A struct is read field by field in the order of its declaration, so that the code which
    /// tells names apart need not be there.
    fn deserialize_struct<W: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: W,
    ) -> Result<W::Value, Misfit> {
        if !self.0.is_object() {
            return Err(Misfit);
        }
        let object = Fields {
            object: self.0,
            names: fields,
        };
        visitor.visit_seq(object)
    }

    fn deserialize_enum<W: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: W,
    ) -> Result<W::Value, Misfit> {
        visitor.visit_enum(self.choice(variants)?)
    }

    forward_to_deserialize_any! {
        <W: Visitor<'de>>
        i8 i16 i32 i64 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct map
        identifier ignored_any
    }
}

/// The items of a list, one after the other.
struct Items<V> {
    list: V,
    next: u32,
    len: u32,
}

impl<'de, V: Value> SeqAccess<'de> for Items<V> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        if self.next >= self.len {
            return Ok(None);
        }
        let item = self.list.item(self.next);
        self.next = self.next.saturating_add(1);
        seed.deserialize(Reader(item)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        usize::try_from(self.len.saturating_sub(self.next)).ok()
    }
}

/// The fields of a struct, one after the other.
struct Fields<V> {
    object: V,
    names: &'static [&'static str],
}

impl<'de, V: Value> SeqAccess<'de> for Fields<V> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Misfit> {
        let Some((name, rest)) = self.names.split_first() else {
            return Ok(None);
        };
        self.names = rest;
        match self.object.field(name) {
            Some(value) => seed.deserialize(Reader(value)).map(Some),
            // Nothing suits what is optional. For the rest there is a default, or an error that
            // serde counts by the place of the field.
            None => Ok(seed.deserialize(Reader(V::nothing())).ok()),
        }
    }
}

/// One variant of an enum, and what it holds.
struct Choice<V> {
    index: u32,
    content: Option<V>,
}

impl<V: Value> Choice<V> {
    fn content(self) -> Result<Reader<V>, Misfit> {
        self.content.map(Reader).ok_or(Misfit)
    }
}

impl<'de, V: Value> EnumAccess<'de> for Choice<V> {
    type Error = Misfit;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Misfit> {
        let index: U32Deserializer<Misfit> = self.index.into_deserializer();
        Ok((seed.deserialize(index)?, self))
    }
}

impl<'de, V: Value> VariantAccess<'de> for Choice<V> {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        match self.content {
            Some(content) if !content.is_nothing() => Err(Misfit),
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Misfit> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<W: Visitor<'de>>(self, _: usize, visitor: W) -> Result<W::Value, Misfit> {
        self.content()?.deserialize_any(visitor)
    }

    fn struct_variant<W: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: W,
    ) -> Result<W::Value, Misfit> {
        self.content()?.deserialize_struct("", fields, visitor)
    }
}
