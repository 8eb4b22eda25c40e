#include "gateway/judge/value_judge.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "gateway/base/text/parse_number.hpp"
#include "gateway/report/content_rules.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/report_encoder.hpp"

namespace gatewarden {
namespace {

constexpr auto kMaxWhole = static_cast<std::int64_t>(limits::kMaxExactInteger);

bool port_number(std::string_view text) {
  return digits(text) && text.size() <= 5 && std::stoi(std::string(text)) <= 65535;
}

bool major_minor(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && digits(text.substr(0, dot)) && digits(text.substr(dot + 1));
}

enum class Endpoint { good, bare_ipv6, bad };

Endpoint endpoint(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return Endpoint::bad;
  std::string_view address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
    const bool ipv6 = address.find(':') != std::string_view::npos && valid_ip(address);
    return ipv6 && port_number(text.substr(colon + 1)) ? Endpoint::good : Endpoint::bad;
  }
  if (address.find(':') != std::string_view::npos)
    return valid_ip(address) || valid_ip(text) ? Endpoint::bare_ipv6 : Endpoint::bad;
  return valid_ip(address) && port_number(text.substr(colon + 1)) ? Endpoint::good : Endpoint::bad;
}

}  // namespace

void ValueJudge::judge(const Node& node, const KeyRow& row) {
  if (row.shape != Shape::text || node.text()) findings_.oddities(node);
  switch (row.shape) {
    case Shape::part:
    case Shape::parts:
    case Shape::named_metrics:
      return;
    case Shape::report_id:
      return report_id(node, row);
    case Shape::version:
      return version(node, row);
    case Shape::count:
      return count(node, row);
    case Shape::port:
      return port(node, row, 1);
    case Shape::local_port:
      return port(node, row, 0);
    case Shape::text:
      return node.text() ? void() : findings_.broken(row);
    case Shape::remote_address:
      return remote_address(node, row);
    case Shape::number:
      return number(node);
    case Shape::number_list:
      return list(node, row, &ValueJudge::number);
    case Shape::string_list:
      return list(node, row, &ValueJudge::string);
    case Shape::ip_list:
      return list(node, row, &ValueJudge::address);
  }
}

void ValueJudge::report_id(const Node& node, const KeyRow& row) {
  const auto id = node.number() ? whole_value(*node.number()) : std::nullopt;
  // Integers too large for us and fractions are still numbers; a word is not.
  if (!node.number() || (node.number()->is_real() && !id)) return findings_.broken(row);
  if (!id || *id > kMaxWhole) return findings_.unknown("an id above 2^53-1 may lose digits on its way");
  if (*id <= 0) return findings_.unknown("must be a positive integer", source::kTroubleshooting);
  if (node.number()->is_real()) findings_.unknown("must be written as an integer", source::kSpecification);
  id_ = static_cast<std::uint64_t>(*id);
}

void ValueJudge::version(const Node& node, const KeyRow& row) {
  if (!node.text() || !major_minor(*node.text())) return findings_.broken(row);
  if (*node.text() != kReportVersion)
    findings_.unknown("no version but 1.0 was ever seen", source::kSpecification);
}

void ValueJudge::count(const Node& node, const KeyRow& row) {
  if (!node.number()) return findings_.broken(row);
  const double value = node.number()->as_double();
  if (!(value >= 0) || std::isinf(value)) return findings_.broken(row);
  const auto whole = whole_value(*node.number());
  if (value > static_cast<double>(kMaxWhole)) {
    findings_.unknown("a count above 2^53-1 may lose digits on its way");
  } else if (!whole) {
    findings_.unknown("a count with a fraction");
  }
}

void ValueJudge::port(const Node& node, const KeyRow& row, std::int64_t least) {
  if (node.text() && port_number(*node.text()))
    return findings_.unknown("a port as text, not as a number", source::kCAgent);
  const auto port = node.number() ? whole_value(*node.number()) : std::nullopt;
  if (!port || *port < least || *port > 65535) findings_.broken(row);
}

void ValueJudge::remote_address(const Node& node, const KeyRow& row) {
  if (!node.text()) return findings_.broken(row);
  switch (endpoint(*node.text())) {
    case Endpoint::good:
      return;
    case Endpoint::bare_ipv6:
      return findings_.unknown("an IPv6 address without brackets is ambiguous", source::kPythonAgent);
    case Endpoint::bad:
      return findings_.broken(row);
  }
}

void ValueJudge::number(const Node& node) {
  if (!node.number()) {
    return findings_.add("must be a number", source::kSpecification, Certainty::inferred,
                         Consequence::rejected);
  }
  if (!std::isfinite(node.number()->as_double())) {
    return findings_.add("must be a finite number", source::kSdkSample, Certainty::inferred,
                         Consequence::discarded);
  }
  if (node.digits > kSendableDigits) {
    findings_.add("must have at most 15 digits", source::kSdkSample, Certainty::stated,
                  Consequence::discarded);
  }
}

void ValueJudge::string(const Node& node) {
  if (!node.text()) {
    return findings_.add("must be a string", source::kSpecification, Certainty::inferred,
                         Consequence::rejected);
  }
  if (!std::all_of(node.text()->begin(), node.text()->end(), allowed_in_string)) {
    findings_.add("must hold only letters, digits and : _ / . -", source::kSdkSample, Certainty::stated,
                  Consequence::discarded);
  }
}

void ValueJudge::address(const Node& node) {
  if (!node.text()) {
    return findings_.add("must be a string", source::kSpecification, Certainty::inferred,
                         Consequence::rejected);
  }
  if (!valid_ip(*node.text())) {
    findings_.add("must be a plain IPv4 or IPv6 address", source::kSdkSample, Certainty::stated,
                  Consequence::discarded);
  }
}

void ValueJudge::list(const Node& node, const KeyRow& row, void (ValueJudge::*element)(const Node&)) {
  if (!node.list()) return findings_.broken(row);
  if (node.list()->empty()) {
    findings_.unknown(
        "an empty custom list: whether it clears an alarm like an empty list of ports is not said",
        source::kTroubleshooting);
  }
  for (std::size_t i = 0; i < node.list()->size(); ++i) {
    const FindingLog::Inside inside(findings_, i);
    findings_.oddities((*node.list())[i]);
    (this->*element)((*node.list())[i]);
  }
}

}  // namespace gatewarden
