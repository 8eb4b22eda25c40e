#include "adapters/ble/config/slice_section.hpp"

namespace gatewarden::ble {
namespace {

using config::optional;

config::Section<SliceField> field_section() {
  using S = SliceField;
  config::Section<S> section("Slice", "A value cut out of the payload: where it is, and what its bits mean.");
  add_slice_keys(section);
  return section
      .key("when", &S::when, config::one_or_many(config::as_type(condition_section()), 8),
           "The value exists only if this byte is so, or all of these are.", "{ at: 1, mask: 0x01, is: 1 }")
      .key("optional", &S::optional, config::boolean(),
           "The payload may end before it; otherwise that is a fault, truncated.", "true")
      .key("entry", &S::entry, optional(config::code<std::uint16_t>(0, 0xFFFF)),
           "It is in the entries of this id, and `at` counts from the first byte of their data.", "0x01");
}

config::Section<SliceMatch> match_section() {
  using M = SliceMatch;
  return config::Section<M>("Match of a payload",
                            "Which advertisements are of the format. All that is given must fit.")
      .key("company", &M::companies, config::one_or_many(config::code<std::uint16_t>(0, 0xFFFF), 16),
           "Manufacturer data of this company, or of one of a list.", "0x0499")
      .key("service", &M::service, optional(service_type()), "Service data of this service.")
      .key("any_company", &M::any_company, config::boolean(),
           "Manufacturer data of whatever company, for makers without one; needs `name` or `lists`.", "true")
      .exactly_one_of({"company", "service", "any_company"})
      .key("company_is_data", &M::company_is_data, config::boolean(),
           "Byte 0 is the first of the company: some sensors send values there.", "true")
      .key("name", &M::names, config::one_or_many(config::text(64), 16),
           "The name that the device shows, or a list of such; * stands for any text, ? for any character.",
           "\"TH-*\"")
      .key("lists", &M::lists, optional(service_type()), "A service that the advertisement lists.")
      .key("length", &M::lengths, config::one_or_many(config::integer<std::uint16_t>(1, 1650), 16),
           "How many bytes there are, or a list of lengths.", "24")
      .key("bytes", &M::bytes, config::one_or_many(config::as_type(condition_section()), 16),
           "What bytes are, so that strangers with the same company are not taken for it.",
           "{ at: 0, is: 5 }")
      .check({"company", "service", "any_company", "company_is_data", "name", "lists"}, check_match);
}

config::Section<SliceEntries> entries_section() {
  using E = SliceEntries;
  return config::Section<E>("Entries of a payload",
                            "Up to the end of the payload: id, length in a byte, data.")
      .required("at", &E::at, config::integer<std::uint16_t>(0, 1649), "Where the first one begins.", "8")
      .key("id", &E::id, slice_type(), "The type of the id: uint8 or uint16.", "uint16")
      .key("order", &E::order, byte_order_type(), "The order of the bytes of an id of two.", "big");
}

config::Section<SliceAddress> address_section() {
  using A = SliceAddress;
  return config::Section<A>("Address in a payload", "Six bytes that tell the device's own address.")
      .required("at", &A::at, config::integer<std::uint16_t>(0, 1644), "The first of the six bytes.", "18")
      .key("order", &A::order, byte_order_type(), "big as it is written, little the other way round.", "big");
}

}  // namespace

config::Section<SliceFormat> slice_section() {
  using F = SliceFormat;
  return config::Section<F>(
             "Format made of slices",
             "A payload that no built-in format reads: which advertisements, and which values they hold.")
      .key("name", &F::name,
           config::text(32, "^[a-z0-9][a-z0-9_-]*$", "a word of small letters, digits, - and _"),
           "How results name the format.", "my-tag")
      .required("match", &F::match, config::as_type(match_section()),
                "Which advertisements are of the format.",
                "{ company: 0x0499, length: 24, bytes: { at: 0, is: 5 } }")
      .key("address", &F::address, optional(config::as_type(address_section())),
           "Where the payload tells the device's own address: another one than the sender's is a finding.")
      .key("entries", &F::entries, optional(config::as_type(entries_section())),
           "Where entries of id, length and data begin, for values with `entry`.", "{ at: 8 }")
      .required(
          "values", &F::values, slice_values_type(field_section()),
          "The values by name, such as temperature, battery_voltage or temperature_probe_1; a list of slices where "
          "it stands in several places: the first that exists is taken.",
          "{ temperature: { at: 1, as: int16, order: big, divide: 200, no_value: 0x8000 } }")
      .check({"entries", "values"}, check_entries)
      .check({"match", "values"}, check_reach);
}

}  // namespace gatewarden::ble
