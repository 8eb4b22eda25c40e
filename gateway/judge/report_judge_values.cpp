// What single values may be, by the shape their row names.
#include <algorithm>
#include <cmath>

#include "gateway/judge/report_judge.hpp"
#include "gateway/judge/report_path.hpp"
#include "gateway/report/content_rules.hpp"
#include "gateway/wire/limits.hpp"
#include "gateway/wire/report_encoder.hpp"

namespace gatewarden {
namespace {

constexpr auto kLargest = static_cast<std::int64_t>(limits::kLargestExactInteger);

bool digits_only(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool port_number(std::string_view text) {
  return digits_only(text) && text.size() <= 5 && std::stoi(std::string(text)) <= 65535;
}

bool major_minor(std::string_view text) {
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && digits_only(text.substr(0, dot)) &&
         digits_only(text.substr(dot + 1));
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

void ReportJudge::value(Node& node, const KeyRow& row) {
  if (node.is_null() && row.need != Need::required)
    return unknown("null: whether that means absent is not said");
  switch (row.shape) {
    case Shape::part:
      return part(node, row.holds);
    case Shape::parts:
      return oddities(node), parts(node, row);
    case Shape::named_metrics:
      return oddities(node), named_metrics(node);
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
      return node.text() ? oddities(node) : broken(row);
    case Shape::remote_address:
      return remote_address(node, row);
    case Shape::number:
      return number(node, row);
    case Shape::number_list:
      return list(node, row, &ReportJudge::number);
    case Shape::string_list:
      return list(node, row, &ReportJudge::string);
    case Shape::ip_list:
      return list(node, row, &ReportJudge::address);
  }
}

void ReportJudge::report_id(const Node& node, const KeyRow& row) {
  oddities(node);
  const auto id = node.number() ? whole_value(*node.number()) : std::nullopt;
  // Integers too large for us, and fractions, are numbers still; a word is not.
  if (!node.number() || (node.number()->is_real() && !id)) return broken(row);
  if (!id || *id > kLargest) return unknown("an id above 2^53-1 may lose digits on its way");
  if (*id <= 0) return unknown("must be a positive integer", source::kTroubleshooting);
  if (node.number()->is_real()) unknown("must be written as an integer", source::kSpecification);
  report_.id = static_cast<std::uint64_t>(*id);
}

void ReportJudge::version(const Node& node, const KeyRow& row) {
  oddities(node);
  if (!node.text() || !major_minor(*node.text())) return broken(row);
  if (*node.text() != kReportVersion) unknown("no version but 1.0 was ever seen", source::kSpecification);
}

void ReportJudge::count(const Node& node, const KeyRow& row) {
  oddities(node);
  if (!node.number()) return broken(row);
  const double value = node.number()->as_double();
  if (!(value >= 0) || std::isinf(value)) return broken(row);
  const auto whole = whole_value(*node.number());
  if (value > static_cast<double>(kLargest)) {
    unknown("a count above 2^53-1 may lose digits on its way");
  } else if (!whole) {
    unknown("a count with a fraction");
  }
}

void ReportJudge::port(const Node& node, const KeyRow& row, std::int64_t least) {
  oddities(node);
  if (node.text() && port_number(*node.text()))
    return unknown("a port as text, not as a number", source::kCAgent);
  const auto port = node.number() ? whole_value(*node.number()) : std::nullopt;
  if (!port || *port < least || *port > 65535) broken(row);
}

void ReportJudge::remote_address(const Node& node, const KeyRow& row) {
  oddities(node);
  if (!node.text()) return broken(row);
  switch (endpoint(*node.text())) {
    case Endpoint::good:
      return;
    case Endpoint::bare_ipv6:
      return unknown("an IPv6 address without brackets is ambiguous", source::kPythonAgent);
    case Endpoint::bad:
      return broken(row);
  }
}

void ReportJudge::number(const Node& node, const KeyRow&) {
  oddities(node);
  if (!node.number()) {
    return add("must be a number", source::kSpecification, Certainty::inferred, Consequence::rejected);
  }
  if (!std::isfinite(node.number()->as_double())) {
    return add("must be a finite number", source::kSdkSample, Certainty::inferred, Consequence::discarded);
  }
  if (node.digits > kSendableDigits) {
    add("must have at most 15 digits", source::kSdkSample, Certainty::stated, Consequence::discarded);
  }
}

void ReportJudge::string(const Node& node, const KeyRow&) {
  oddities(node);
  if (!node.text()) {
    return add("must be a string", source::kSpecification, Certainty::inferred, Consequence::rejected);
  }
  if (!std::all_of(node.text()->begin(), node.text()->end(), allowed_in_string)) {
    add("must hold only letters, digits and : _ / . -", source::kSdkSample, Certainty::stated,
        Consequence::discarded);
  }
}

void ReportJudge::address(const Node& node, const KeyRow&) {
  oddities(node);
  if (!node.text()) {
    return add("must be a string", source::kSpecification, Certainty::inferred, Consequence::rejected);
  }
  if (!valid_ip(*node.text())) {
    add("must be a plain IPv4 or IPv6 address", source::kSdkSample, Certainty::stated,
        Consequence::discarded);
  }
}

void ReportJudge::list(const Node& node, const KeyRow& row, Element element) {
  oddities(node);
  if (!node.list()) return broken(row);
  if (node.list()->empty()) {
    unknown("an empty custom list: whether it clears an alarm like an empty list of ports is not said",
            source::kTroubleshooting);
  }
  for (std::size_t i = 0; i < node.list()->size(); ++i) {
    const Inside inside(path_, i);
    (this->*element)((*node.list())[i], row);
  }
}

void ReportJudge::oddities(const Node& node) {
  if (node.oddities == 0) return;
  if (node.oddities & Node::tagged) unknown("carries a CBOR tag", source::kCbor);
  if (node.oddities & Node::chunked_text) unknown("is text in pieces", source::kCbor);
  if (node.oddities & Node::narrow_float) unknown("is a float of less than 64 bits", source::kCbor);
}

}  // namespace gatewarden
