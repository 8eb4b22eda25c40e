#include "gateway/config/keys/containers.hpp"

#include <nlohmann/json.hpp>

#include "gateway/config/keys/described.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/meant/number_meant.hpp"

namespace gatewarden::config::detail {
namespace {

using Kind = ConfigNode::Kind;
using Json = nlohmann::json;

class Optional final : public ValueType {
 public:
  Optional(TypeHandle inner, OptionalAccess access) : inner_(std::move(inner)), access_(access) {}
  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    return access_.read(*inner_, node, out, problems);
  }
  Json json_of(const void* optional) const override {
    const void* value = access_.value(optional);
    return value == nullptr ? Json(nullptr) : inner_->json_of(value);
  }
  Json schema() const override { return inner_->schema(); }
  std::string words() const override { return inner_->words(); }
  std::string example() const override { return inner_->example(); }
  std::string mended(const ConfigNode& node) const override { return inner_->mended(node); }
  bool is_section() const override { return inner_->is_section(); }
  std::vector<DescribedSection> describe() const override { return inner_->describe(); }

 private:
  TypeHandle inner_;
  OptionalAccess access_;
};

class List final : public ValueType {
 public:
  List(TypeHandle item, std::size_t least, std::size_t most, ListAccess access)
      : item_(std::move(item)), least_(least), most_(most), access_(access) {}
  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    if (!wants(node, Kind::list, *this, problems)) return false;
    if (!within(node, node.items().size(), least_, most_, problems)) return false;
    return access_.read(*item_, node, out, problems);
  }
  Json json_of(const void* list) const override {
    auto all = Json::array();
    for (const void* each : access_.items(list)) all.push_back(item_->json_of(each));
    return all;
  }
  Json schema() const override {
    Json all;
    all["type"] = "array";
    all["items"] = item_->schema();
    all["maxItems"] = most_;
    if (least_ > 0) all["minItems"] = least_;
    return all;
  }
  std::string words() const override { return "a list, each " + item_->words(); }
  std::string example() const override { return "[" + item_->example() + "]"; }
  std::vector<DescribedSection> describe() const override { return behind("[]", item_->describe()); }
  // One item, or several between commas, semicolons or blanks; the keys of a map whose values say no more than yes.
  std::string mended(const ConfigNode& node) const override {
    if (node.kind() == Kind::map) return listed(node, named_in(node));
    if (node.kind() != Kind::scalar || node.filled_in()) return "";
    const bool digits_only = node.text().find_first_not_of("0123456789,") == std::string::npos;
    if (digits_only && may_be_thousands(node.text())) return "";  // 65,535
    for (const char between : {',', ';', ' '}) {
      if (std::string all = listed(node, split(node.text(), between)); !all.empty()) return all;
    }
    return "";
  }

 private:
  std::string listed(const ConfigNode& node, const std::vector<std::string>& parts) const {
    std::string all;
    for (const std::string& part : parts) {
      const std::string item = part.empty() ? "" : repair_for(*item_, scalar_like(node, part));
      if (item.empty()) return "";
      all += (all.empty() ? "" : ", ") + item;
    }
    return all.empty() ? "" : "[" + all + "]";
  }
  static std::vector<std::string> named_in(const ConfigNode& map) {
    std::vector<std::string> names;
    for (const ConfigNode::Entry& entry : map.entries()) {
      const bool said = entry.value.kind() == Kind::null || entry.value.text() == "true" ||
                        (entry.value.kind() == Kind::map && entry.value.entries().empty());
      if (!said) return {};
      names.push_back(entry.key);
    }
    return names;
  }

  TypeHandle item_;
  std::size_t least_, most_;
  ListAccess access_;
};

class OneOrMany final : public ValueType {
 public:
  OneOrMany(const TypeHandle& item, std::size_t least, std::size_t most, ListAccess access)
      : item_(item), many_(item, least, most, access), access_(access) {}
  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    if (node.kind() == Kind::list) return many_.read_into(node, out, problems);
    Problems of_one = Problems::part_of(problems);
    if (access_.read_one(*item_, node, out, of_one)) return true;
    const std::string meant = repair_for(*item_, node).empty() ? many_.mended(node) : "";
    if (meant.empty()) {
      problems.append(of_one);
    } else {
      problems.add(
          problem_with_repair(node, "F012", "must be " + words() + ", and a list stands in [ ]", meant));
    }
    return false;
  }
  Json json_of(const void* list) const override { return many_.json_of(list); }
  Json schema() const override { return any_of(item_->schema(), many_.schema()); }
  std::string words() const override { return item_->words() + " or a list of them"; }
  std::string example() const override { return item_->example(); }
  std::vector<DescribedSection> describe() const override { return item_->describe(); }
  std::string mended(const ConfigNode& node) const override {
    const std::string one = item_->mended(node);
    return one.empty() ? many_.mended(node) : one;
  }

 private:
  TypeHandle item_;
  List many_;
  ListAccess access_;
};

class MapOf final : public ValueType {
 public:
  MapOf(TypeHandle value, std::size_t most, MapAccess access)
      : value_(std::move(value)), most_(most), access_(access) {}
  bool read_into(const ConfigNode& node, void* out, Problems& problems) const override {
    if (node.kind() == Kind::null) return true;
    if (!wants(node, Kind::map, *this, problems)) return false;
    if (!within(node, node.entries().size(), 0, most_, problems)) return false;
    return access_.read(*value_, node, out, problems);
  }
  Json json_of(const void* map) const override {
    auto all = Json::object();
    for (const auto& [name, each] : access_.entries(map)) all[std::string(name)] = value_->json_of(each);
    return all;
  }
  Json schema() const override {
    Json all;
    all["type"] = "object";
    all["additionalProperties"] = value_->schema();
    all["maxProperties"] = most_;
    return all;
  }
  std::string words() const override { return "a map, each value " + value_->words(); }
  std::string example() const override {
    const std::string value = value_->example();
    return "{ name: " + (value.empty() ? "..." : value) + " }";
  }
  std::vector<DescribedSection> describe() const override { return behind(".NAME", value_->describe()); }

 private:
  TypeHandle value_;
  std::size_t most_;
  MapAccess access_;
};

}  // namespace

std::shared_ptr<const ValueType> optional_type(const TypeHandle& inner, OptionalAccess access) {
  return std::make_shared<Optional>(inner, access);
}
std::shared_ptr<const ValueType> list_type(const TypeHandle& item, std::size_t least, std::size_t most,
                                           ListAccess access) {
  return std::make_shared<List>(item, least, most, access);
}
std::shared_ptr<const ValueType> one_or_many_type(const TypeHandle& item, std::size_t least, std::size_t most,
                                                  ListAccess access) {
  return std::make_shared<OneOrMany>(item, least, most, access);
}
std::shared_ptr<const ValueType> map_type(const TypeHandle& value, std::size_t most, MapAccess access) {
  return std::make_shared<MapOf>(value, most, access);
}

}  // namespace gatewarden::config::detail
