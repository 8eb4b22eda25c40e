#include "gateway/config/keys/named.hpp"

#include <nlohmann/json.hpp>

#include "gateway/base/text/pattern.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/read_value.hpp"

namespace gatewarden::config {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxNameBytes = 128;

class NamedMap final : public ValueType {
 public:
  NamedMap(TypeHandle value, std::size_t least, std::size_t most, NameRule rule, ReadNamed read)
      : value_(std::move(value)),
        least_(least),
        most_(most),
        rule_(std::move(rule)),
        expression_(rule_.pattern),
        read_(read) {}

  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    if (node.kind() == ConfigNode::Kind::null && least_ == 0) return true;
    if (!detail::wants(node, ConfigNode::Kind::map, *this, problems)) return false;
    if (!detail::within(node, node.entries().size(), least_, most_, problems)) return false;
    for (const ConfigNode::Entry& entry : node.entries()) {
      const bool name_fine = rule_.code.empty() || fits(entry.key);
      if (!name_fine) problems.add(problem_at(entry, rule_.code, rule_.words));
      read_(*value_, entry, name_fine, out, problems);
    }
    return true;  // bad entries are marked; their names stay known
  }
  Json json_of(const void*) const override { return nullptr; }
  Json schema() const override {
    Json all;
    all["propertyNames"]["pattern"] = rule_.pattern;
    all["additionalProperties"] = value_->schema();
    all["maxProperties"] = most_;
    if (least_ > 0) {
      all["type"] = "object";
      all["minProperties"] = least_;
    } else {
      all["type"].push_back("object");
      all["type"].push_back("null");
    }
    return all;
  }
  std::string words() const override { return "a map of names"; }
  std::string example() const override { return "{ name: " + value_->example() + " }"; }
  std::vector<DescribedSection> describe() const override { return behind(".NAME", value_->describe()); }

 private:
  bool fits(const std::string& name) const {
    return name.size() <= kMaxNameBytes && expression_.matches(name);
  }

  TypeHandle value_;
  std::size_t least_, most_;
  NameRule rule_;
  Pattern expression_;
  ReadNamed read_;
};

class NodeRef final : public Type<const ConfigNode*> {
 public:
  NodeRef(std::function<Json()> schema, std::string words, std::string example, DescribeNode describe)
      : schema_(std::move(schema)),
        words_(std::move(words)),
        example_(std::move(example)),
        describe_(std::move(describe)) {}
  bool read(const ConfigNode& node, const ConfigNode*& out, Problems&) const override {
    out = &node;
    return true;
  }
  Json schema() const override { return schema_(); }
  std::string words() const override { return words_; }
  std::string example() const override { return example_; }
  Json to_json(const ConfigNode* const&) const override { return nullptr; }
  std::vector<DescribedSection> describe() const override {
    return describe_ ? describe_() : std::vector<DescribedSection>();
  }

 private:
  std::function<Json()> schema_;
  std::string words_, example_;
  DescribeNode describe_;
};

}  // namespace

std::shared_ptr<const ValueType> named_map_type(const TypeHandle& value, std::size_t least, std::size_t most,
                                                NameRule rule, ReadNamed read) {
  return std::make_shared<NamedMap>(value, least, most, std::move(rule), read);
}

TypeOf<const ConfigNode*> node_ref(std::function<Json()> schema, std::string words, std::string example,
                                   DescribeNode describe) {
  return std::make_shared<NodeRef>(std::move(schema), std::move(words), std::move(example),
                                   std::move(describe));
}

}  // namespace gatewarden::config
