// A section of the fleet file: one table of its keys, in the room or adapter that owns it. Reading, error texts
// and the JSON schema walk it. A key's default is its member's value in T{}.
//
//   Section<Reports>("Reports", "How often and in which format children are reported.")
//       .key("interval", &Reports::interval, duration(1s, 24h), "Time between two reports of a child.")
#pragma once

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "gateway/config/keys/any_type.hpp"
#include "gateway/config/keys/section_table.hpp"
#include "gateway/config/keys/types.hpp"

namespace gatewarden::config {

namespace detail {

// A pointer to member or function as bytes; `find` restores it.
template <class Pointer>
Member member_of(Pointer pointer, void* (*find)(void*, const Key&)) {
  Member member;
  static_assert(std::is_trivially_copyable_v<Pointer> && sizeof pointer <= sizeof member.bytes);
  member.find = find;
  std::memcpy(member.bytes.data(), &pointer, sizeof pointer);
  return member;
}
template <class Pointer>
Pointer pointer_of(const Key& key) {
  Pointer pointer{};
  std::memcpy(&pointer, key.member.bytes.data(), sizeof pointer);
  return pointer;
}

template <class T, class V, class Owner>
void* find_member(void* owner, const Key& key) {
  return &(static_cast<T*>(owner)->*pointer_of<V Owner::*>(key));
}
template <class T, class V>
void* find_by_function(void* owner, const Key& key) {
  return &pointer_of<V& (*)(T&)>(key)(*static_cast<T*>(owner));
}
template <class T, class V>
void* find_in_map(void* owner, const Key& key) {
  return &(static_cast<T*>(owner)->*pointer_of<std::map<std::string, V> T::*>(key))[key.name];
}
template <class T>
std::shared_ptr<void> fresh() {
  return std::make_shared<T>();
}

}  // namespace detail

// Copyable; nests cheaply through as_type().
template <class T>
class Section {
 public:
  Section(std::string_view title, std::string_view sentence) : table_(title, sentence, detail::fresh<T>) {}

  // An optional key; `member` may belong to a base of T. `example` is YAML, where its type's own would say little.
  template <class V, class Owner>
  Section& key(std::string_view name, V Owner::*member, const TypeOf<V>& type, std::string_view sentence,
               std::string_view example = "") {
    static_assert(std::is_base_of_v<Owner, T>);
    table_.add(name, detail::member_of(member, detail::find_member<T, V, Owner>), type, sentence, example);
    return *this;
  }
  template <class V, class Owner>
  Section& required(std::string_view name, V Owner::*member, const TypeOf<V>& type, std::string_view sentence,
                    std::string_view example) {
    static_assert(std::is_base_of_v<Owner, T>);
    table_.add_required(name, detail::member_of(member, detail::find_member<T, V, Owner>), type, sentence,
                        example);
    return *this;
  }
  // For a value without a member: `find` gives its place in T.
  template <class V>
  Section& key_at(std::string_view name, V& (*find)(T&), const TypeOf<V>& type, std::string_view sentence,
                  std::string_view example = "") {
    table_.add(name, detail::member_of(find, detail::find_by_function<T, V>), type, sentence, example);
    return *this;
  }
  // For a value in a map under the key's name; not for sections.
  template <class V>
  Section& key_in(std::string_view name, std::map<std::string, V> T::*map, const TypeOf<V>& type,
                  std::string_view sentence) {
    table_.add(name, detail::member_of(map, detail::find_in_map<T, V>), type, sentence, "");
    return *this;
  }
  // An old name of the preceding optional key: still read, with a remark giving the new one.
  Section& alias(std::string_view old_name) {
    table_.add_old_name(old_name);
    return *this;
  }
  // The preceding key mostly says too little without others: a value in the section's place is not taken for its own.
  Section& never_alone() {
    table_.set_never_alone();
    return *this;
  }
  Section& exactly_one_of(std::vector<std::string> names) {
    table_.take_exactly_one_of(std::move(names));
    return *this;
  }
  Section& at_most_one_of(std::vector<std::string> names) {
    table_.take_at_most_one_of(std::move(names));
    return *this;
  }
  // A rule across keys: void(const T&, const ConfigNode&, Problems&). Called if none of the keys it looks at was
  // refused; each of them has its value or its default, and find() knows it by one of its names.
  template <class Rule>
  Section& check(const std::vector<std::string>& looks_at, Rule rule) {
    table_.add_rule(looks_at, [rule](const void* owner, const ConfigNode& node, Problems& problems) {
      rule(*static_cast<const T*>(owner), node, problems);
    });
    return *this;
  }

  bool read(const ConfigNode& node, T& out, Problems& problems) const {
    return table_.read_into(node, &out, problems);
  }
  const detail::SectionTable& table() const { return table_; }

 private:
  detail::SectionTable table_;
};

template <class T>
TypeOf<T> as_type(const Section<T>& section) {
  return TypeOf<T>(detail::shared(section.table()));
}
template <class T>
AnyType erase(const Section<T>& section) {
  return AnyType(as_type(section));
}

}  // namespace gatewarden::config
