// A section of the fleet file: one table of its keys, in the room (or adapter) that owns it. Reading,
// error texts and the JSON schema are three walks over such tables. The default of a key is its
// member's value in T{}: one truth.
//
//   Section<Reports>("Reports", "How often and in which format children are reported.")
//       .key("interval", &Reports::interval, duration(1s, 24h), "Time between two reports of a child.")
#pragma once

#include <any>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "gateway/config/keys/types.hpp"

namespace gatewarden::config {

// A type whose value the reader does not know: what an adapter gives to the room config. read() gives an
// empty any where the value was refused.
class AnyType {
 public:
  AnyType() = default;
  using Read = std::function<std::any(const ConfigNode&, Problems&)>;
  using Meaning = std::function<nlohmann::json(const std::any&)>;
  AnyType(Read read, std::function<nlohmann::json()> schema, Meaning meaning)
      : read_(std::move(read)), schema_(std::move(schema)), meaning_(std::move(meaning)) {}
  std::any read(const ConfigNode& node, Problems& problems) const { return read_(node, problems); }
  nlohmann::json schema() const { return schema_(); }
  // What a value that was read says, however it is spelled (Type::meaning); null for an empty one.
  nlohmann::json to_json(const std::any& value) const {
    return meaning_ && value.has_value() ? meaning_(value) : nullptr;
  }
  explicit operator bool() const { return static_cast<bool>(read_); }

 private:
  Read read_;
  std::function<nlohmann::json()> schema_;
  Meaning meaning_;
};

namespace detail {

// One key, its member's type forgotten.
struct KeyEntry {
  std::string name;
  std::string sentence;
  std::string example;  // "500ms"
  std::string words;
  bool required = false;
  std::function<bool(const ConfigNode&, void* owner, Problems&)> read;
  std::function<nlohmann::json()> schema;
  std::function<nlohmann::json()> default_value;
  std::function<nlohmann::json(void* owner)> meaning;
};

// The walker over a table.
class SectionTable {
 public:
  SectionTable(std::string its_title, std::string its_sentence)
      : title(std::move(its_title)), sentence(std::move(its_sentence)) {}
  bool read(const ConfigNode& node, void* owner, Problems& problems) const;
  nlohmann::json schema() const;
  std::string example() const;
  nlohmann::json meaning(void* owner) const;

  std::string title;
  std::string sentence;
  std::vector<KeyEntry> keys;
  std::vector<std::vector<std::string>> exactly_one_of;
  std::vector<std::vector<std::string>> at_most_one_of;

 private:
  bool read_entry(const ConfigNode::Entry& entry, void* owner, Problems& problems) const;
  bool needs_keys() const;
  bool counts_hold(const ConfigNode& node, Problems& problems) const;
};

// F010 at the key's place, with the nearest of the known keys. `where` names the section.
void refuse_key(const ConfigNode::Entry& entry, const std::vector<std::string>& known,
                const std::string& where, Problems& problems);

}  // namespace detail

// Copyable and cheap to nest through as_type().
template <class T>
class Section final : public Type<T> {
 public:
  using Rule = std::function<void(const T&, const ConfigNode&, Problems&)>;

  Section(std::string title, std::string sentence) : table_(std::move(title), std::move(sentence)) {}

  // A key that may be left out. `member` may belong to a base of T.
  template <class V, class Owner>
  Section& key(std::string name, V Owner::*member, TypeOf<V> type, std::string sentence) {
    static_assert(std::is_base_of_v<Owner, T>);
    return add<V>(
        std::move(name), [member](T& owner) -> V& { return owner.*member; }, std::move(type),
        std::move(sentence), "", false);
  }
  template <class V, class Owner>
  Section& required(std::string name, V Owner::*member, TypeOf<V> type, std::string sentence,
                    std::string example) {
    static_assert(std::is_base_of_v<Owner, T>);
    return add<V>(
        std::move(name), [member](T& owner) -> V& { return owner.*member; }, std::move(type),
        std::move(sentence), std::move(example), true);
  }
  // For a value that has no member of its own: `find` names the place in T.
  template <class V>
  Section& key_at(std::string name, std::function<V&(T&)> find, TypeOf<V> type, std::string sentence) {
    return add<V>(std::move(name), std::move(find), std::move(type), std::move(sentence), "", false);
  }
  Section& exactly_one_of(std::vector<std::string> names) {
    table_.exactly_one_of.push_back(std::move(names));
    return *this;
  }
  Section& at_most_one_of(std::vector<std::string> names) {
    table_.at_most_one_of.push_back(std::move(names));
    return *this;
  }
  // A rule that crosses keys; asked only when every key was read without a problem.
  Section& check(Rule rule) {
    rules_.push_back(std::move(rule));
    return *this;
  }

  // Keys that could be read are kept even where others could not, so that one run
  // finds what is wrong between them.
  bool read(const ConfigNode& node, T& out, Problems& problems) const override {
    if (!table_.read(node, &out, problems)) return false;
    const std::size_t before = problems.size();
    for (const Rule& rule : rules_) rule(out, node, problems);
    return problems.size() == before;
  }
  nlohmann::json schema() const override { return table_.schema(); }
  std::string words() const override { return "a map"; }
  std::string example() const override { return table_.example(); }
  nlohmann::json to_json(const T&) const override { return nullptr; }  // each key shows its own default
  nlohmann::json meaning(const T& value) const override {
    T copy = value;  // the places of its keys are found in what may be changed
    return table_.meaning(&copy);
  }

 private:
  template <class V>
  Section& add(std::string name, std::function<V&(T&)> find, TypeOf<V> type, std::string sentence,
               std::string example, bool required) {
    detail::KeyEntry entry;
    entry.name = std::move(name);
    entry.sentence = std::move(sentence);
    entry.words = type->words();
    entry.example = example.empty() ? type->example() : std::move(example);
    entry.required = required;
    entry.read = [find, type](const ConfigNode& node, void* owner, Problems& problems) {
      return type->read(node, find(*static_cast<T*>(owner)), problems);
    };
    entry.schema = [type] { return type->schema(); };
    entry.default_value = [find, type, required]() -> nlohmann::json {
      T plain{};
      if (required) return nullptr;
      return type->to_json(find(plain));
    };
    entry.meaning = [find, type](void* owner) { return type->meaning(find(*static_cast<T*>(owner))); };
    table_.keys.push_back(std::move(entry));
    return *this;
  }

  detail::SectionTable table_;
  std::vector<Rule> rules_;
};

template <class T>
TypeOf<T> as_type(Section<T> section) {
  return std::make_shared<const Section<T>>(std::move(section));
}

template <class T>
AnyType erase(TypeOf<T> type) {
  return AnyType(
      [type](const ConfigNode& node, Problems& problems) -> std::any {
        T value{};
        if (!type->read(node, value, problems)) return {};
        return value;
      },
      [type] { return type->schema(); },
      [type](const std::any& value) {
        const T* read = std::any_cast<T>(&value);
        return read == nullptr ? nlohmann::json() : type->meaning(*read);
      });
}
template <class T>
AnyType erase(Section<T> section) {
  return erase<T>(as_type(std::move(section)));
}

}  // namespace gatewarden::config
