// The table behind a section, without its owner's type, and its walker.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/keys/section_keys.hpp"

namespace gatewarden::config::detail {

class SectionTable final : public ValueType {
 public:
  using Fresh = std::shared_ptr<void> (*)();  // an owner with all defaults
  using Rule = SectionKeys::Rule;

  SectionTable(std::string_view title, std::string_view sentence, Fresh fresh);
  SectionTable(const SectionTable&);
  SectionTable(SectionTable&&) noexcept;
  ~SectionTable() override;

  // Without an example the type's own.
  void add(std::string_view name, Member member, const TypeHandle& type, std::string_view sentence,
           std::string_view example);
  void add_required(std::string_view name, Member member, const TypeHandle& type, std::string_view sentence,
                    std::string_view example);
  void add_old_name(std::string_view name);  // of the last added key
  void set_never_alone();                    // the last added key; see Section
  // The rule looks at these keys, and is silent where one of them is refused.
  void add_rule(std::vector<std::string> looks_at, Rule rule);
  void take_exactly_one_of(std::vector<std::string> names);
  void take_at_most_one_of(std::vector<std::string> names);

  // Keeps readable keys even if others fail, and reads a misspelt key as the one that was meant: one run also
  // finds errors between and inside them.
  bool read_into(const ConfigNode& node, void* owner, Problems& problems) const override;
  nlohmann::json json_of(const void* owner) const override;
  nlohmann::json schema() const override;
  std::string words() const override { return "a map"; }
  std::string example() const override;
  std::string mended(const ConfigNode& node) const override;
  bool is_section() const override { return true; }
  std::vector<DescribedSection> describe() const override;

 private:
  // Of a key where it is left out; null where nothing stands for it, or a section's keys show their own.
  nlohmann::json default_of(const Key& key) const;
  nlohmann::json properties() const;
  nlohmann::json rules_schema() const;

  std::string sentence_;
  Fresh fresh_;
  SectionKeys keys_;
};

std::shared_ptr<const ValueType> shared(SectionTable table);

}  // namespace gatewarden::config::detail
