#include "adapters/modbus/profile_settings.hpp"

#include <charconv>

namespace gatewarden::modbus {
namespace {

using config::ConfigNode;
using config::Problems;

struct Spoken {
  Table table;
  const char* key;
  std::string Addresses::*member;
};
constexpr Spoken kTables[] = {{Table::coils, "coil", &Addresses::coil},
                              {Table::discrete_inputs, "discrete", &Addresses::discrete},
                              {Table::holding_registers, "holding", &Addresses::holding},
                              {Table::input_registers, "input", &Addresses::input}};

constexpr std::uint32_t kAddresses = 65536;  // of one table

// "1000-1010, 2000" as ranges from 0; nothing where it is none.
std::optional<std::vector<Range>> parse_ranges(Table table, std::string_view text, unsigned base) {
  std::vector<Range> ranges;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  const auto skip_blanks = [&] {
    while (at != end && *at == ' ') ++at;
  };
  const auto address = [&]() -> std::optional<std::uint32_t> {
    std::uint32_t value = 0;
    skip_blanks();
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() || value < base || value - base >= kAddresses) return std::nullopt;
    at = next;
    skip_blanks();
    return value - base;
  };
  skip_blanks();
  while (at != end) {
    const auto first = address();
    if (!first) return std::nullopt;
    auto last = first;
    if (at != end && *at == '-') {
      ++at;
      last = address();
      if (!last || *last < *first) return std::nullopt;
    }
    // A Range counts to 65535 at most: the whole table is two of them.
    for (std::uint32_t from = *first; from <= *last; from += 32768) {
      const std::uint32_t count = std::min<std::uint32_t>(*last - from + 1, 32768);
      ranges.push_back({table, static_cast<std::uint16_t>(from), static_cast<std::uint16_t>(count)});
    }
    if (at == end) break;
    if (*at++ != ',') return std::nullopt;
    skip_blanks();
    if (at == end) return std::nullopt;
  }
  return ranges;
}

config::Section<Addresses> addresses_section() {
  const auto ranges =
      config::text(1000, "^ *[0-9]+ *(- *[0-9]+ *)?(, *[0-9]+ *(- *[0-9]+ *)?)*$", "ranges of addresses");
  return config::Section<Addresses>("Addresses", "Ranges of addresses, by table.")
      .key("holding", &Addresses::holding, ranges, "Holding registers: \"1000-1010, 2000\".")
      .key("input", &Addresses::input, ranges, "Input registers.")
      .key("coil", &Addresses::coil, ranges, "Coils.")
      .key("discrete", &Addresses::discrete, ranges, "Discrete inputs.");
}

void check_sensitive(const ProfileSettings& profile, const ConfigNode& node, Problems& problems) {
  const ConfigNode* ranges = node.find("read_sensitive");
  for (const Spoken& spoken : kTables) {
    const ConfigNode* at = ranges ? ranges->find(spoken.key) : nullptr;
    if (!at || parse_ranges(spoken.table, profile.read_sensitive.*spoken.member, profile.base)) continue;
    problems.add(problem_with_value(*at, "M025",
                                    "addresses run from " + std::to_string(profile.base) + " to " +
                                        std::to_string(kAddresses - 1 + profile.base) +
                                        ", the smaller one first",
                                    "\"1000-1010, 2000\""));
  }
}

}  // namespace

PlanLimits ProfileSettings::limits(const PlanLimits& of_link) const {
  return {max_registers.value_or(of_link.max_registers), max_gap.value_or(of_link.max_gap)};
}

std::vector<Range> ProfileSettings::sensitive() const {
  std::vector<Range> all;
  for (const Spoken& spoken : kTables) {
    const auto ranges = parse_ranges(spoken.table, read_sensitive.*spoken.member, base);
    if (ranges) all.insert(all.end(), ranges->begin(), ranges->end());
  }
  return all;
}

config::Section<ProfileSettings> profile_section() {
  using P = ProfileSettings;
  using config::optional;
  return config::Section<P>("Modbus profile",
                            "What holds for all values of a model, and how it likes to be read.")
      .key("base", &P::base, config::choice<std::uint8_t>({{"0", 0}, {"1", 1}}),
           "What the data sheet counts addresses from. `register` needs none: its notation counts from 1.")
      .key("order", &P::order,
           config::choice<Order>(
               {{"ABCD", Order::abcd}, {"CDAB", Order::cdab}, {"BADC", Order::badc}, {"DCBA", Order::dcba}}),
           "The byte order of values that do not say.")
      .key("no_value", &P::sunspec_no_value, config::choice<bool>({{"sunspec", true}, {"none", false}}),
           "sunspec: in values that do not say, 0x8000, 0xFFFF and their like mean that there is none.")
      .key("max_registers", &P::max_registers, optional(config::integer<std::uint16_t>(1, kMaxRegisters)),
           "The most registers of one read, instead of the link's.")
      .key("max_gap", &P::max_gap, optional(config::integer<std::uint16_t>(0, kMaxRegisters)),
           "Unwanted registers read along to save a request, instead of the link's.")
      .key("read_sensitive", &P::read_sensitive, config::as_type(addresses_section()),
           "Never read along: reading them changes something, as in an event queue.")
      .check(check_sensitive);
}

}  // namespace gatewarden::modbus
