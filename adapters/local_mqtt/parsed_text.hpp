// Keys whose text is parsed: the broker, pointers, topics and patterns. Only for local_mqtt_protocol.cpp.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>
#include <utility>

#include "adapters/local_mqtt/broker_address.hpp"
#include "adapters/local_mqtt/meant.hpp"
#include "gateway/base/result.hpp"
#include "gateway/config/keys/custom_type.hpp"
#include "gateway/config/keys/read_value.hpp"
#include "gateway/config/text/host_port_meant.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::local_mqtt {

// A scalar whose text `parse` turns into a value.
template <class V>
class Parsed final : public config::Type<V> {
 public:
  using Parse = Result<V> (*)(const std::string&);
  using Meant = std::string (*)(const std::string&);
  Parsed(const char* code, const char* words, const char* example, const char* pattern, Parse parse,
         Meant meant)
      : code_(code), words_(words), example_(example), pattern_(pattern), parse_(parse), meant_(meant) {}
  bool read(const config::ConfigNode& node, V& out, config::Problems& problems) const override {
    if (!config::detail::wants(node, config::ConfigNode::Kind::scalar, *this, problems)) return false;
    auto value = parse_(node.text());
    if (!value) {
      auto problem = config::problem_with_repair(node, code_, value.error(),
                                                 config::detail::repair_for(*this, node), example());
      // It may be mqtt://user:password@host.
      if (std::is_same_v<V, Broker> && node.text().find('@') != std::string::npos) problem.value.clear();
      problems.add(std::move(problem));
      return false;
    }
    out = std::move(*value);
    return true;
  }
  std::string mended(const config::ConfigNode& node) const override {
    if (node.filled_in()) return "";
    if constexpr (std::is_same_v<V, Broker>) {
      if (std::string meant = broker_with_login_meant(node); !meant.empty()) return meant;
    }
    const std::string text =
        node.kind() == config::ConfigNode::Kind::map ? config::address_of_map(node) : node.text();
    const std::string meant = parse_(text) || meant_ == nullptr ? text : meant_(text);
    return parse_(meant) && !meant.empty() ? config::yaml_scalar(meant, true) : "";
  }
  nlohmann::json schema() const override { return config::detail::text_schema(pattern_); }
  std::string words() const override { return words_; }
  std::string example() const override { return example_; }
  nlohmann::json to_json(const V& value) const override { return written(value); }

 private:
  static std::string written(const std::string& text) { return text; }
  static std::string written(const Broker& broker) { return to_text(broker); }

  const char *code_, *words_, *example_, *pattern_;
  Parse parse_;
  Meant meant_;
};

// `meant` makes a text that is taken out of one that is not; empty if it cannot.
template <class V>
config::TypeOf<V> parsed(const char* code, const char* words, const char* example, const char* regex,
                         Result<V> (*parse)(const std::string&),
                         std::string (*meant)(const std::string&) = nullptr) {
  return std::make_shared<Parsed<V>>(code, words, example, regex, parse, meant);
}

}  // namespace gatewarden::local_mqtt
