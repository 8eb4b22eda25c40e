// Kinds of values in a fleet file, with their error codes. Durations and hosts have their own files.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/config/keys/choice.hpp"
#include "gateway/config/keys/containers.hpp"
#include "gateway/config/keys/duration_type.hpp"
#include "gateway/config/keys/host_port_type.hpp"
#include "gateway/config/keys/type.hpp"
#include "gateway/config/keys/whole_number.hpp"

namespace gatewarden::config {

// One to `most` bytes; `pattern` is an ECMAScript expression for the whole text, `words` say it. F025
TypeOf<std::string> text(std::size_t most = 1024, std::string_view pattern = "", std::string_view words = "");
// A path; relative ones are relative to where the program runs.                                 F025
TypeOf<std::string> file_path();
TypeOf<double> real(double least, double most);  // F022
// The same; of 10%, 1:10 and x0.1 it is told what was meant.                                     F022
TypeOf<double> factor(double least, double most);
TypeOf<bool> boolean();  // true or false, nothing else                                          F023

// Decimal or 0x...; 017, 1_000, "5" and yes are refused. `most` is never negative. `words` say what it is where
// the bounds alone would puzzle.                                                                F021
template <class Value>
TypeOf<Value> integer(Value least, Value most, const std::string& words = "") {
  return TypeOf<Value>(detail::whole_number(static_cast<std::int64_t>(least),
                                            static_cast<std::uint64_t>(most),
                                            detail::kWholeNumberAccess<Value>, detail::Counted::yes, words));
}
// The same, of an address or of what registers hold; of 28h it is told that 0x28 was meant.      F021
template <class Value>
TypeOf<Value> code(Value least, Value most, const std::string& words = "") {
  return TypeOf<Value>(detail::whole_number(static_cast<std::int64_t>(least),
                                            static_cast<std::uint64_t>(most),
                                            detail::kWholeNumberAccess<Value>, detail::Counted::no, words));
}

// Words that stand for enumerators or numbers, or for themselves.                               F024
template <class Value>
struct Choosable {
  const char* name;
  Value value;
};
template <class Value>
TypeOf<Value> choice(std::initializer_list<Choosable<Value>> words) {
  std::vector<detail::Word> all;
  for (const auto& [name, value] : words) all.push_back({name, static_cast<std::int64_t>(value)});
  return TypeOf<Value>(detail::choice_of(all, detail::kWholeNumberAccess<Value>));
}
// The same, for words found at run time or in a table.
using detail::Word;
template <class Value>
Word word(std::string_view name, Value value) {
  return {std::string(name), static_cast<std::int64_t>(value)};
}
template <class Value>
TypeOf<Value> choice_of(const std::vector<Word>& words) {
  return TypeOf<Value>(detail::choice_of(words, detail::kWholeNumberAccess<Value>));
}
template <class Name, class Value>
TypeOf<Value> choice_of(std::span<const std::pair<Name, Value>> table) {
  std::vector<Word> words;
  for (const auto& [name, value] : table) words.push_back(word(name, value));
  return choice_of<Value>(words);
}
TypeOf<std::string> choice_of_texts(std::vector<std::string> names);

// At most `most` items, at least 1 if `not_empty`; F012, F027.
template <class V>
TypeOf<std::vector<V>> list(const TypeOf<V>& item, std::size_t most, bool not_empty = false) {
  return TypeOf<std::vector<V>>(detail::list_type(item, not_empty ? 1 : 0, most, detail::kListAccess<V>));
}
// A value, or a list as above.
template <class V>
TypeOf<std::vector<V>> one_or_many(const TypeOf<V>& item, std::size_t most, bool not_empty = true) {
  return TypeOf<std::vector<V>>(
      detail::one_or_many_type(item, not_empty ? 1 : 0, most, detail::kListAccess<V>));
}
// Keys are the user's names; F012, F027.
template <class V>
TypeOf<std::map<std::string, V>> map_of(const TypeOf<V>& value, std::size_t most = 1000) {
  return TypeOf<std::map<std::string, V>>(detail::map_type(value, most, detail::kMapAccess<V>));
}
// Stays nullopt if the key is absent.
template <class V>
TypeOf<std::optional<V>> optional(const TypeOf<V>& inner) {
  return TypeOf<std::optional<V>>(detail::optional_type(inner, detail::kOptionalAccess<V>));
}

}  // namespace gatewarden::config
