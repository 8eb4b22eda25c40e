#include "adapters/ble/govee/govee_payload.hpp"

#include <algorithm>

#include "adapters/ble/govee/govee_cipher.hpp"
#include "adapters/ble/govee/govee_name.hpp"

namespace gatewarden::ble {
namespace {

constexpr std::uint16_t kApple = 0x004C, kShared = 0x0001, kService = 0xEC88;
constexpr std::uint16_t kFirstUnassigned = 0x2000;  // companies from here on belong to nobody

// What says that a payload of this length is of these models; 0: nothing more.
struct Row {
  std::array<std::uint16_t, 12> models;  // by name
  std::array<std::uint8_t, 2> lengths;   // behind the company
  std::array<std::uint16_t, 2> companies;
  std::array<std::uint16_t, 2> services;
  GoveeLayout layout;
};
constexpr Row kRows[] = {
    {{5072, 5075, 5129}, {6}, {0xEC88}, {}, GoveeLayout::h5075},
    {{5100, 5101, 5102, 5103, 5104, 5105, 5108, 5110, 5174, 5177, 5179},
     {6, 8},
     {kShared},
     {},
     GoveeLayout::h5100},
    {{5074}, {7}, {0xEC88}, {}, GoveeLayout::h5074},
    {{5051, 5052, 5071}, {9}, {0xEC88}, {}, GoveeLayout::h5074},
    {{5179}, {9}, {0x8801}, {}, GoveeLayout::h5179},
    {{5178}, {9}, {kShared}, {}, GoveeLayout::h5178},
    {{5106}, {6}, {}, {}, GoveeLayout::h5106},
    {{5112}, {8}, {}, {}, GoveeLayout::h5112},
    {{5140}, {8}, {}, {}, GoveeLayout::h5140},
    {{5127}, {6}, {0x8803, 0x8843}, {}, GoveeLayout::h5127},
    {{5181, 5183}, {14}, {}, {0x8151, 0x8351}, GoveeLayout::h5181},
    {{5182}, {17}, {}, {0x8251}, GoveeLayout::h5182},
    {{5184}, {17}, {}, {0x8451}, GoveeLayout::h5184},
    {{5185}, {20}, {}, {0x8551}, GoveeLayout::h5185},
    {{5191}, {20}, {}, {0x9151}, GoveeLayout::h5191},
    {{5198}, {20}, {}, {0x9851}, GoveeLayout::h5198},
    {{5055}, {20}, {}, {0x5550}, GoveeLayout::h5055},
    {{5121, 5122, 5123, 5124, 5125, 5126, 5130}, {kGoveeScrambledBytes}, {}, {}, GoveeLayout::scrambled},
};

template <class Numbers>
bool has(const Numbers& numbers, std::size_t number) {
  return number != 0 && std::ranges::find(numbers, number) != numbers.end();
}

// Whose the sender says it is; a model that no row knows says nothing.
GoveeName name_of(const Elements& elements) {
  const GoveeName name = read_govee_name(elements.name());
  const bool known = std::ranges::any_of(kRows, [&](const Row& row) { return has(row.models, name.model); });
  return name.kind == GoveeName::Kind::of_model && !known ? GoveeName{GoveeName::Kind::of_stranger} : name;
}

// A company that others have too needs a name that is no stranger's, or the listed service.
bool says_company(const Row& row, std::uint16_t company, Bytes data, GoveeName name,
                  const Elements& elements) {
  if (!has(row.companies, company)) return false;
  if (company != kShared) return true;
  const bool long_form = data.size() == 8;
  if (name.kind == GoveeName::Kind::of_stranger && !(long_form && elements.lists(kService))) return false;
  return !long_form || (data[6] == 0 && data[7] == 0);  // else it is one of the models that only a name tells
}

bool says(const Row& row, std::uint16_t company, Bytes data, GoveeName name, const Elements& elements) {
  if (!has(row.lengths, data.size())) return false;
  if (name.kind == GoveeName::Kind::of_model) return has(row.models, name.model);
  return says_company(row, company, data, name, elements) ||
         std::ranges::any_of(row.services,
                             [&](std::uint16_t one) { return one != 0 && elements.lists(one); });
}

// Without a name: the checksum, or a beginning and a company that nobody else has.
bool is_scrambled(std::uint16_t company, Bytes data, GoveeName name) {
  if (data.size() != kGoveeScrambledBytes || data[0] != 0 || data[1] != 0) return false;
  if (name.kind != GoveeName::Kind::none && name.kind != GoveeName::Kind::cut) return false;
  return company >= kFirstUnassigned || govee_checksum_fits(data);
}

// Some stacks join an iBeacon to the element before it.
Bytes without_beacon(Bytes data) {
  constexpr std::string_view kText = "INTELLI_ROCKS";
  constexpr std::size_t kBeacon = 25;
  if (data.size() <= kBeacon) return data;
  const Bytes tail = data.last(kBeacon);
  const bool has_text = std::search(tail.begin(), tail.end(), kText.begin(), kText.end()) != tail.end();
  return has_text ? data.first(data.size() - kBeacon) : data;
}

}  // namespace

// Of several elements the last one that fits.
std::optional<GoveePayload> find_govee(const Elements& elements) {
  const GoveeName name = name_of(elements);
  const auto all = elements.manufacturer_data();
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->company == kApple) continue;
    const Bytes data = without_beacon(one->data);
    for (const Row& row : kRows)
      if (says(row, one->company, data, name, elements)) return GoveePayload{row.layout, data};
    if (is_scrambled(one->company, data, name)) return GoveePayload{GoveeLayout::scrambled, data};
  }
  return std::nullopt;
}

}  // namespace gatewarden::ble
