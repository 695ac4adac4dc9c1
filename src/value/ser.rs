//! Writing: a serializer that builds a plain value.

use core::marker::PhantomData;

use serde::ser::{
    Impossible, Serialize, SerializeSeq, SerializeStruct, SerializeStructVariant, Serializer,
};

use super::{MAX_SAFE, Unwritable, Value};

type Written<V> = Result<V, Unwritable>;
/// What no type of ours is.
type Never<V> = Impossible<V, Unwritable>;

/// Kinds of value that no type of ours has.
macro_rules! refuse {
    ($($method:ident($kind:ty))*) => {$(
        fn $method(self, _: $kind) -> Written<V> {
            Err(Unwritable)
        }
    )*};
}

/// Builds one value.
pub(super) struct Writer<V>(PhantomData<V>);

impl<V: Value> Writer<V> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<V: Value> Serializer for Writer<V> {
    type Ok = V;
    type Error = Unwritable;
    type SerializeSeq = List<V>;
    type SerializeTuple = Never<V>;
    type SerializeTupleStruct = Never<V>;
    type SerializeTupleVariant = Never<V>;
    type SerializeMap = Never<V>;
    type SerializeStruct = Object<V>;
    type SerializeStructVariant = Object<V>;

    fn serialize_bool(self, v: bool) -> Written<V> {
        Ok(V::truth(v))
    }

    fn serialize_u8(self, v: u8) -> Written<V> {
        Ok(V::number(v.into()))
    }

    fn serialize_u16(self, v: u16) -> Written<V> {
        Ok(V::number(v.into()))
    }

    fn serialize_u32(self, v: u32) -> Written<V> {
        Ok(V::number(v.into()))
    }

    fn serialize_u64(self, v: u64) -> Written<V> {
        if v > MAX_SAFE {
            return Err(Unwritable);
        }
        #[expect(clippy::cast_precision_loss, reason = "checked above")]
        let number = v as f64;
        Ok(V::number(number))
    }

    fn serialize_str(self, v: &str) -> Written<V> {
        Ok(V::text(v))
    }

    refuse! {
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_f32(f32) serialize_f64(f64) serialize_char(char) serialize_bytes(&[u8])
    }

    fn serialize_none(self) -> Written<V> {
        Ok(V::nothing())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written<V> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written<V> {
        Ok(V::nothing())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written<V> {
        Ok(V::nothing())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Written<V> {
        Ok(V::text(name))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written<V> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Written<V> {
        Ok(around(name, value.serialize(self)?))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<V>, Unwritable> {
        Ok(List(V::list()))
    }

    fn serialize_tuple(self, _: usize) -> Result<Never<V>, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Never<V>, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Never<V>, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Never<V>, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object<V>, Unwritable> {
        Ok(Object {
            object: V::object(),
            variant: None,
        })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Object<V>, Unwritable> {
        Ok(Object {
            object: V::object(),
            variant: Some(name),
        })
    }
}

/// An object with one field: a variant that holds something.
#[inline(never)]
fn around<V: Value>(name: &'static str, content: V) -> V {
    let mut outer = V::object();
    outer.set(name, content);
    outer
}

/// A list that is being written.
pub(super) struct List<V>(V);

impl<V: Value> SerializeSeq for List<V> {
    type Ok = V;
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.0.push(value.serialize(Writer::new())?);
        Ok(())
    }

    fn end(self) -> Written<V> {
        Ok(self.0)
    }
}

/// A struct that is being written, perhaps as the content of a variant.
pub(super) struct Object<V> {
    object: V,
    variant: Option<&'static str>,
}

impl<V: Value> SerializeStruct for Object<V> {
    type Ok = V;
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        self.object.set(name, value.serialize(Writer::new())?);
        Ok(())
    }

    fn end(self) -> Written<V> {
        Ok(match self.variant {
            Some(name) => around(name, self.object),
            None => self.object,
        })
    }
}

impl<V: Value> SerializeStructVariant for Object<V> {
    type Ok = V;
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        SerializeStruct::serialize_field(self, name, value)
    }

    fn end(self) -> Written<V> {
        SerializeStruct::end(self)
    }
}
