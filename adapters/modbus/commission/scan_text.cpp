#include "adapters/modbus/commission/scan_text.hpp"

#include <cstdio>
#include <map>
#include <utility>

#include "gateway/base/text/printable.hpp"
#include "gateway/terminal/text_table.hpp"

namespace gatewarden::modbus {
namespace {

constexpr const char* kOwnProfile = "PROFILE";

std::string milliseconds(Duration duration) {
  const double value = std::chrono::duration<double, std::milli>(duration).count();
  char text[32];
  std::snprintf(text, sizeof text, value < 10 ? "%.1f ms" : "%.0f ms", value);
  return text;
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

std::string model_text(const SunSpecModel& model) {
  const auto name = sunspec_model_name(model.number);
  return std::to_string(model.number) + (name.empty() ? "" : " " + std::string(name));
}

std::string models_text(const FoundUnit& unit) {
  std::vector<std::string> parts;
  for (const auto& model : unit.models) parts.push_back(model_text(model));
  return joined(parts, "; ");
}

std::string says(const FoundUnit& unit) {
  return unit.identity.empty() ? "(does not say)" : unit.identity.text();
}

// What it says goes before what it may be.
std::string who(const FoundUnit& unit) {
  if (unit.garbled) return unit.why;
  std::string text = says(unit);
  const char* between = "; reads like ";
  for (const Likeness& likeness : unit.likenesses)
    text += std::exchange(between, " or ") + printable(likeness.profile);
  return text;
}

// "3,5-7"
std::string unit_list(const std::vector<std::uint8_t>& units) {
  std::string text;
  for (std::size_t i = 0; i < units.size();) {
    std::size_t last = i;
    while (last + 1 < units.size() && units[last + 1] == units[last] + 1) ++last;
    text += (text.empty() ? "" : ",") + std::to_string(units[i]);
    if (last > i) text += "-" + std::to_string(units[last]);
    i = last + 1;
  }
  return text;
}

std::string table(const Scan& scan, std::size_t columns) {
  TextTable table;
  table.column("UNIT", TextTable::Column::right);
  table.column("STATE");
  table.column("WHO", TextTable::Column::flexible);
  table.column("SUNSPEC MODELS", TextTable::Column::flexible);
  table.column("REFUSES (EXCEPTION)", TextTable::Column::flexible);
  table.column("ANSWERS IN", TextTable::Column::right);
  for (const FoundUnit& unit : scan.found()) {
    table.cell(std::to_string(unit.unit));
    table.cell(unit.garbled ? "garbled" : "answers");
    table.cell(who(unit));
    table.cell(models_text(unit));
    table.cell(joined(unit.refused, ", "));
    table.cell(unit.garbled ? "" : milliseconds(unit.round_trip));
    table.end_row();
  }
  return table.text({columns, 0, false});
}

// "holding 0, input 0, device identification from object 0"
std::string questions_text(const Scan& scan) {
  std::vector<std::string> asked;
  for (const Request& question : scan.questions()) asked.push_back(to_string(question));
  return joined(asked, ", ");
}

std::string nobody_text(const Scan& scan, const ChosenLine& line) {
  const std::string others = "asked for " + questions_text(scan) +
                             "; a device that is silent for what it lacks needs an address that it has: "
                             "--holding N or --input N\n";
  if (!line.settings.is_rtu()) {
    return "the connection stands; a slow device or gateway may need --timeout 1s\n" + others;
  }
  return "check speed (--baud), --parity, the two wires (A and B swapped?), termination and power; a slow "
         "device may need --timeout 1s\n" +
         others;
}

std::string on_guesses(const Scan& scan) {
  std::string text;
  std::vector<std::uint8_t> uncompared;
  for (const FoundUnit& unit : scan.found()) {
    if (!unit.likenesses.empty()) text = "\"reads like\" is a guess from the values below\n";
    if (!unit.uncompared.empty()) uncompared.push_back(unit.unit);
  }
  if (uncompared.empty()) return text;
  return text + "unit " + unit_list(uncompared) +
         ": not compared with every known profile: a unit is read at most " +
         std::to_string(Recognition::kMaxReads) + " times, and a table no more after " +
         std::to_string(Recognition::kMaxSilences) + " reads without an answer\n";
}

std::string remarks(const Scan& scan, const ChosenLine& line) {
  const auto progress = scan.progress();
  std::string text = std::to_string(scan.found().size()) + " of " + std::to_string(progress.asked) +
                     " unit ids that were asked answer";
  if (scan.slowest() > Duration::zero()) text += "; the slowest answer took " + milliseconds(scan.slowest());
  text += "\n";
  if (scan.all_alike()) {
    text +=
        "every unit id answers alike: this is one device, not a gateway; use any of them, 1 or 255 by "
        "custom\n";
  } else if (!scan.complete()) {
    text += "not finished: " + std::to_string(progress.asked) + " of " + std::to_string(progress.total) +
            " unit ids were asked, the next one is " + std::to_string(progress.unit) + "\n";
  }
  if (scan.hung_up() > 0) {
    text += "the other side hung up over " + std::to_string(scan.hung_up()) +
            " unit ids; some gateways do so where there is no unit\n";
  }
  text += on_guesses(scan);
  if (scan.found().empty() && scan.complete()) text += nobody_text(scan, line);
  return text;
}

// The profile to paste, and what to know of it.
struct Proposal {
  std::string profile;
  std::vector<std::string> remarks;
  friend auto operator<=>(const Proposal&, const Proposal&) = default;
};

Proposal proposal_for(const FoundUnit& unit) {
  if (const std::string profile = profile_for(unit.models); !profile.empty()) {
    return {profile, {"include: [examples/profiles/" + profile.substr(0, profile.find("-66")) + ".yaml]"}};
  }
  if (unit.likenesses.empty())
    return {kOwnProfile, {"write a profile: `gatewarden probe` shows what the registers may mean"}};
  const bool sole = unit.likenesses.size() == 1;
  Proposal proposal{sole ? printable(unit.likenesses[0].profile) : kOwnProfile,
                    {sole ? "the profile is a guess from these values: compare them with the device's display"
                          : "several profiles read such values: take the one of the device's maker"}};
  for (const Likeness& likeness : unit.likenesses) {
    if (likeness.file.empty()) continue;
    proposal.remarks.push_back("include: [" + likeness.file + "]");
  }
  return proposal;
}

// "reads like sdm630: frequency_hz 49.98 at input 70, voltage_l1 230.4 at input 0"
std::string likeness_text(const Likeness& likeness) {
  std::string text = "reads like " + printable(likeness.profile);
  const char* between = ": ";
  for (const auto& [name, value, at] : likeness.seen) {
    text.append(std::exchange(between, ", ")).append(printable(name)).append(" ").append(value);
    text.append(" at ").append(at);
  }
  return text;
}

// The children, those with the same profile together.
std::string yaml(const Scan& scan, const ChosenLine& line) {
  std::map<Proposal, std::vector<const FoundUnit*>> groups;
  for (const FoundUnit& unit : scan.found()) {
    if (!unit.garbled) groups[proposal_for(unit)].push_back(&unit);
  }
  if (groups.empty()) return {};
  std::string text = "\n# for the fleet file\nchildren:\n";
  for (const auto& [proposal, units] : groups) {
    std::vector<std::uint8_t> ids;
    for (const FoundUnit* unit : units) {
      if (scan.all_alike() && unit->unit != 1 && units.size() > 1) continue;
      ids.push_back(unit->unit);
      text += "  # unit " + std::to_string(unit->unit) + ": " + says(*unit) + "\n";
      for (const Likeness& likeness : unit->likenesses) text += "  #   " + likeness_text(likeness) + "\n";
    }
    for (const std::string& remark : proposal.remarks) text += "  # " + remark + "\n";
    text += "  - { thing: \"" + line.gateway + ":unit-{unit}\", profile: " + proposal.profile +
            ", link: " + line.link + ", unit: \"" + unit_list(ids) + "\" }\n";
  }
  return text;
}

}  // namespace

// The common model's length, one of two, decides where the second model begins.
std::string profile_for(const std::vector<SunSpecModel>& models) {
  constexpr std::uint16_t kUsualPlace = 40002;
  if (models.empty() || models[0].number != 1 || models[0].address != kUsualPlace) return {};
  const std::uint16_t length = models[0].length;
  if (models.size() > 1 && (length == 65 || length == 66)) {
    const std::string suffix = length == 66 ? "-66" : "";
    const std::uint16_t second = models[1].number;
    if (second >= 101 && second <= 103) return "sunspec-inverter" + suffix;
    if (second >= 201 && second <= 204) return "sunspec-meter" + suffix;
  }
  return "sunspec-common";
}

std::string found_text(const FoundUnit& unit) {
  std::string text = "unit " + std::to_string(unit.unit) + ": " + who(unit);
  if (unit.garbled) return text;
  std::vector<std::string> numbers;
  for (const auto& model : unit.models) numbers.push_back(std::to_string(model.number));
  if (!numbers.empty()) text += "; SunSpec " + joined(numbers, ", ");
  return text + "; " + milliseconds(unit.round_trip);
}

std::string scan_text(const Scan& scan, const ChosenLine& line, std::size_t columns) {
  return table(scan, columns) + (scan.found().empty() ? "" : "\n") + remarks(scan, line) + yaml(scan, line);
}

}  // namespace gatewarden::modbus
