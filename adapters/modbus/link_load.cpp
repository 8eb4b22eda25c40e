#include "adapters/modbus/link_load.hpp"

#include <algorithm>
#include <cstdio>
#include <map>

#include "adapters/modbus/serial_load.hpp"
#include "adapters/modbus/transport/dial_in_stream.hpp"
#include "gateway/config/text/spelling.hpp"

namespace gatewarden::modbus {
namespace {

struct Load {
  std::size_t children = 0;
  double requests = 0;              // a second
  double bytes = 0;                 // a second, both ways: TCP payload or bytes on the line
  double busy = 0;                  // share of a serial line's time
  double rest = 0;                  // share of any line's time, for changing the unit
  std::vector<std::string> unread;  // profiles without reads: their units give no sign of life, and no report
};

Load load_of(const config::Fleet& fleet, const config::ChildrenOfLink& children,
             const LinkSettings& settings) {
  std::map<std::uint32_t, Load> units;  // by profile
  Load load;
  for (const config::Child* child : children) {
    ++load.children;
    const config::Profile& profile = fleet.profiles[child->profile];
    const auto [at, is_new] = units.try_emplace(child->profile);
    Load& unit = at->second;
    if (is_new) {
      const ReadPlan plan = plan_for(profile, settings);
      if (plan.reads.empty() && plan.inspection.empty()) load.unread.push_back(profile.name);
      for (const Read& read : plan.reads) {
        const double times = 1 / std::chrono::duration<double>(plan.periods[read.round]).count();
        unit.requests += times;
        unit.bytes += times * static_cast<double>(exchange_bytes(settings, read.range));
        unit.busy += times * std::chrono::duration<double>(time_on_line(settings, read.range)).count();
      }
      if (!plan.periods.empty()) {  // a unit has one turn a cycle
        unit.rest = std::chrono::duration<double>(switching_rest(settings)) /
                    std::chrono::duration<double>(plan.periods.front());
      }
    }
    load.requests += unit.requests;
    load.bytes += unit.bytes;
    load.busy += unit.busy;
    load.rest += unit.rest;
  }
  if (load.children == 1) load.rest = 0;
  return load;
}

std::string rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, value < 10 ? "%.2g" : "%.0f", value);
  return text;
}

}  // namespace

ReadPlan plan_for(const config::Profile& profile, const LinkSettings& link) {
  auto share = std::make_shared<AdapterProfile>();
  share->from = profile.from;
  share->settings = profile.settings;
  share->every = profile.every;
  return make_read_plan(std::move(share), link.limits());
}

std::vector<std::string> load_lines(const config::Fleet& fleet, std::size_t link,
                                    const config::ChildrenOfLink& children) {
  const auto* settings = std::any_cast<LinkSettings>(&fleet.links[link].settings);
  if (!settings) return {};
  const Load load = load_of(fleet, children, *settings);
  std::vector<std::string> lines;
  lines.push_back(std::to_string(load.children) + " units, " + rounded(load.requests) + " requests/s, " +
                  rounded(load.bytes) + " bytes/s, " + std::to_string(settings->outstanding) + " at a time");
  if (std::string note = unusual_speed(*settings); !note.empty()) lines.push_back(std::move(note));
  if (settings->dial_in && strangers_may_call(*settings->dial_in)) {
    const auto& [here, framing, from] = *settings->dial_in;
    lines.push_back("note: whoever reaches " + host_and_port(here.host, here.port) +
                    " is taken for the device (from: " + config::join(from, ", ") + ")");
  }
  if (load.requests > 0 && settings->is_rtu()) {
    lines.push_back(line_use(*settings, load.busy + load.rest));
  } else if (load.requests > 0) {
    const double room = 1000.0 * settings->outstanding / load.requests;
    const double pause = std::chrono::duration<double, std::milli>(settings->pause_between).count() +
                         1000.0 * load.rest / load.requests;
    lines.push_back("keeps up while an answer takes under " + rounded(std::max(0.0, room - pause)) +
                    " ms on average; at 20 ms the line is " + rounded((20.0 + pause) / room * 100) +
                    " % used");
  }
  for (const std::string& profile : load.unread) {
    lines.push_back("note: profile " + profile +
                    " reads nothing: its units are never asked, and no report of them leaves");
  }
  return lines;
}

}  // namespace gatewarden::modbus
