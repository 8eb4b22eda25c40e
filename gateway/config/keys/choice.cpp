#include "gateway/config/keys/choice.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/json_text.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::config::detail {
namespace {

// As YAML reads the plain word: 5 is a number, 3.1.1 is not.
nlohmann::json written(const std::string& name) {
  auto value = parse_json(name);
  return value.is_number() ? value : nlohmann::json(name);
}

// The words without their values.
class Names {
 public:
  explicit Names(std::vector<std::string> names) : names_(std::move(names)) {}

  // Index of a scalar's word; otherwise -1 and a problem.
  std::ptrdiff_t find(const ConfigNode& node, const ValueType& type, Problems& problems) const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == node.text()) return static_cast<std::ptrdiff_t>(i);
    }
    const std::string meant = repair_for(type, node);
    const std::string rule = "must be " + words() + (meant.empty() ? "" : "; did you mean " + meant + "?");
    problems.add(problem_with_repair(node, "F024", rule, meant, example()));
    return -1;
  }
  std::string mended(const ConfigNode& node) const {
    return node.kind() != ConfigNode::Kind::scalar || node.filled_in() ? "" : nearest(node.text(), names_);
  }
  const std::string& name(std::size_t index) const { return names_[index]; }
  nlohmann::json schema() const {
    auto all = nlohmann::json::array();
    for (const std::string& name : names_) all.push_back(written(name));
    nlohmann::json one;
    one["enum"] = std::move(all);
    return or_filled_in(std::move(one));
  }
  std::string words() const { return (names_.size() > 1 ? "one of " : "") + join(names_, ", "); }
  std::string example() const { return names_.empty() ? "" : names_.front(); }

 private:
  std::vector<std::string> names_;
};

std::vector<std::string> names_of(const std::vector<Word>& words) {
  std::vector<std::string> names;
  for (const Word& word : words) names.push_back(word.name);
  return names;
}

class Choice final : public ValueType {
 public:
  Choice(const std::vector<Word>& words, WholeNumberAccess access)
      : names_(names_of(words)), access_(access) {
    for (const Word& word : words) values_.push_back(word.value);
  }
  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    if (!wants(node, ConfigNode::Kind::scalar, *this, problems)) return false;
    const auto index = names_.find(node, *this, problems);
    if (index < 0) return false;
    access_.store(out, values_[static_cast<std::size_t>(index)]);
    return true;
  }
  nlohmann::json json_of(const void* value) const override {
    const std::int64_t wanted = access_.load(value);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (values_[i] == wanted) return written(names_.name(i));
    }
    return nullptr;
  }
  nlohmann::json schema() const override { return names_.schema(); }
  std::string words() const override { return names_.words(); }
  std::string example() const override { return names_.example(); }
  std::string mended(const ConfigNode& node) const override { return names_.mended(node); }

 private:
  Names names_;
  std::vector<std::int64_t> values_;
  WholeNumberAccess access_;
};

class ChoiceOfTexts final : public Type<std::string> {
 public:
  explicit ChoiceOfTexts(std::vector<std::string> names) : names_(std::move(names)) {}
  bool read(const ConfigNode& node, std::string& out, Problems& problems) const override {
    if (!wants(node, ConfigNode::Kind::scalar, *this, problems) || names_.find(node, *this, problems) < 0)
      return false;
    out = node.text();
    return true;
  }
  nlohmann::json to_json(const std::string& value) const override {
    return value.empty() ? nlohmann::json(nullptr) : written(value);
  }
  nlohmann::json schema() const override { return names_.schema(); }
  std::string words() const override { return names_.words(); }
  std::string example() const override { return names_.example(); }
  std::string mended(const ConfigNode& node) const override { return names_.mended(node); }

 private:
  Names names_;
};

}  // namespace

std::shared_ptr<const ValueType> choice_of(const std::vector<Word>& words, WholeNumberAccess access) {
  return std::make_shared<Choice>(words, access);
}
std::shared_ptr<const ValueType> choice_of_texts(std::vector<std::string> names) {
  return std::make_shared<ChoiceOfTexts>(std::move(names));
}

}  // namespace gatewarden::config::detail
