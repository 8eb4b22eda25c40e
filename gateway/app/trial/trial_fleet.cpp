#include "gateway/app/trial/trial_fleet.hpp"

#include <algorithm>
#include <utility>

#include "gateway/base/duration_text.hpp"
#include "gateway/config/load/uplink_rules.hpp"
#include "gateway/wire/limits.hpp"

namespace gatewarden::app {
namespace {

config::MqttUplink within_the_process(const config::Fleet& fleet, Duration floor) {
  config::MqttUplink made;
  if (const config::ServiceUplink* written = fleet.uplink.service())
    static_cast<config::ServiceUplink&>(made) = *written;
  made.service = config::Service::stand_in;
  made.floor = floor;
  made.answers = made.defender ? config::AnswersChoice::all : config::AnswersChoice::off;
  made.host.clear();
  made.tls = false;
  made.client_id = fleet.gateway.thing;
  return made;
}

// In whole seconds: the shortest that the floor and the connection allow, or the file's own.
Duration interval_of(const config::Fleet& fleet, Duration floor) {
  const Duration written = fleet.gateway.reports.interval;
  if (floor >= limits::kReportFloor) return std::max(written, floor);
  const config::ServiceUplink& uplink = *fleet.uplink.service();
  const double load = config::publishes_per_second(fleet, uplink.answers) / uplink.publishes_per_second;
  const std::chrono::duration<double> carried = std::chrono::duration<double>(written) * load;
  return std::max<Duration>(floor, std::chrono::ceil<std::chrono::seconds>(carried));
}

std::string without_destinations(const config::Uplinks& written) {
  std::string files;
  for (const config::FileUplink& file : written.files) files += (files.empty() ? "" : ", ") + file.path;
  if (written.standard_output) files += files.empty() ? "standard output" : ", standard output";
  return files;
}

}  // namespace

std::vector<std::string> turn_into_trial(config::Fleet& fleet, Duration floor) {
  const std::string files = without_destinations(fleet.uplink);
  config::MqttUplink uplink = within_the_process(fleet, floor);
  fleet.uplink = {};
  fleet.uplink.mqtt = std::move(uplink);
  const Duration written = std::exchange(fleet.gateway.reports.interval, interval_of(fleet, floor));

  std::vector<std::string> said;
  said.emplace_back(
      fleet.uplink.mqtt->defender
          ? "AWS is not contacted: a stand-in for Device Defender within this program answers"
          : "AWS is not contacted: reports are published within this program, and nobody answers "
            "(defender: false)");
  if (const Duration now = fleet.gateway.reports.interval; now != written)
    said.push_back("reports every " + to_text(now) + " instead of " + to_text(written) +
                   " (--floor 5m: as AWS, and as the file says)");
  if (!files.empty()) said.push_back("not written: " + files);
  if (!fleet.gateway.http.listen.empty()) said.push_back("not served: http://" + fleet.gateway.http.listen);
  fleet.gateway.http = {};
  return said;
}

}  // namespace gatewarden::app
