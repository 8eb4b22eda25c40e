// The table behind a section, without its owner's type, and its walker.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/keys/type.hpp"

namespace gatewarden::config::detail {

struct Key;

// Where a key's value is; `bytes` holds a pointer to member that `find` understands.
struct Member {
  void* (*find)(void* owner, const Key& key) = nullptr;
  std::array<std::byte, 2 * sizeof(void*)> bytes{};
};

struct Key {
  std::string name;
  std::string sentence;
  std::string example;  // "500ms"
  std::string words;
  bool required = false;
  TypeHandle type;
  Member member;
  std::vector<std::string> old_names;

  void* find(void* owner) const { return member.find(owner, *this); }
};

class SectionTable final : public ValueType {
 public:
  using Fresh = std::shared_ptr<void> (*)();  // an owner with all defaults
  using Rule = std::function<void(const void* owner, const ConfigNode& node, Problems& problems)>;

  SectionTable(std::string_view title, std::string_view sentence, Fresh fresh);
  SectionTable(const SectionTable&);
  SectionTable(SectionTable&&) noexcept;
  ~SectionTable() override;

  void add(std::string_view name, Member member, const TypeHandle& type, std::string_view sentence);
  void add_required(std::string_view name, Member member, const TypeHandle& type, std::string_view sentence,
                    std::string_view example);
  void add_old_name(std::string_view name);  // of the last added key
  void add_rule(Rule rule);
  void take_exactly_one_of(std::vector<std::string> names);
  void take_at_most_one_of(std::vector<std::string> names);

  // Keeps readable keys even if others fail: one run also finds errors between them.
  bool read_into(const ConfigNode& node, void* owner, Problems& problems) const override;
  nlohmann::json json_of(const void* owner) const override;
  nlohmann::json schema() const override;
  std::string words() const override { return "a map"; }
  std::string example() const override;
  bool is_section() const override { return true; }

 private:
  const Key* find_key(std::string_view name) const;  // by its name or an old one
  bool read_keys(const ConfigNode& node, void* owner, Problems& problems) const;
  bool read_entry(const ConfigNode::Entry& entry, void* owner, Problems& problems) const;
  bool spelled_once(const ConfigNode& node, Problems& problems) const;
  bool needs_keys() const;
  bool counts_hold(const ConfigNode& node, Problems& problems) const;
  nlohmann::json properties() const;
  nlohmann::json rules_schema() const;

  std::string title_;
  std::string sentence_;
  Fresh fresh_;
  std::vector<Key> keys_;
  std::vector<std::vector<std::string>> exactly_one_of_;
  std::vector<std::vector<std::string>> at_most_one_of_;
  std::vector<Rule> rules_;
};

std::shared_ptr<const ValueType> shared(SectionTable table);

}  // namespace gatewarden::config::detail
