#include "gateway/app/begin/fleet_draft.hpp"

#include "gateway/config/text/spelling.hpp"

namespace gatewarden::app {
namespace {

using Uplink = FleetDraft::Uplink;

std::string key(const std::string& name, const std::string& answer) {
  return answer.empty() ? "" : "    " + name + ": " + config::yaml_scalar(answer, true) + "\n";
}

std::string uplink_text(const FleetDraft& draft) {
  switch (draft.uplink) {
    case Uplink::greengrass:
      return "uplink: { greengrass: {} }               # the nucleus has endpoint and certificate\n";
    case Uplink::file:
      return "uplink:                                  # AWS hears nothing of these\n  file:\n" +
             key("path", draft.report_file);
    default:
      break;
  }
  std::string text = "uplink:\n  mqtt:\n" + key("endpoint", draft.endpoint) +
                     key("certificate", draft.certificate) + key("private_key", draft.private_key) +
                     key("ca", draft.ca);
  if (draft.uplink == Uplink::iot_core) return text;
  return text + (draft.ca.empty() && draft.certificate.empty() ? "    tls: false\n" : "") +
         "    service: broker                      # nobody judges the reports\n"
         "    mirrors: [{ topic: \"gatewarden/{thing}\" }]\n";
}

std::string link(const std::string& name, const std::string& settings) {
  return "  " + name + ": { " + settings + " }\n";
}

std::string links_text(const FleetDraft& draft) {
  std::string links;
  const auto value = [](const std::string& answer) { return config::yaml_scalar(answer, true); };
  if (!draft.modbus_tcp.empty()) links += link("meters", "modbus: { tcp: " + value(draft.modbus_tcp) + " }");
  if (!draft.modbus_serial.empty())
    links += link("serial", "modbus: { serial: " + value(draft.modbus_serial) + ", baud: 9600 }");
  if (!draft.mqtt.empty()) links += link("site", "mqtt: { broker: " + value(draft.mqtt) + " }");
  return "links:                                   # wires and brokers\n" + links;
}

constexpr const char* kMeter =
    R"(  meter:                                 # an example: `gatewarden probe` shows what yours has
    every: 10s
    metrics:
      voltage:   { from: { holding: 0, as: float32 }, aggregate: mean }
      reachable: {}                      # 0 tells of a silent device
)";
constexpr const char* kSensor =
    R"(  sensor:                                # an example of {"temperature": 21.5}
    metrics:
      temperature: { from: { json: /temperature }, aggregate: max }
      seconds_since_seen: {}
)";

std::string child(const FleetDraft& draft, const std::string& name, const std::string& where) {
  return "  - { thing: " + config::yaml_scalar(draft.thing + ":" + name, true) + ", " + where + " }\n";
}

std::string children_text(const FleetDraft& draft) {
  std::string children = "children:                                # which thing each device is\n";
  if (!draft.modbus_tcp.empty()) children += child(draft, "meter-1", "profile: meter, link: meters, unit: 1");
  if (!draft.modbus_serial.empty())
    children += child(draft, "serial-1", "profile: meter, link: serial, unit: 1");
  if (!draft.mqtt.empty())
    children += child(draft, "sensor-1", "profile: sensor, link: site, topic: sensors/1");
  return children;
}

}  // namespace

std::string fleet_text(const FleetDraft& draft) {
  std::string text =
      "# A fleet for Gatewarden, by `gatewarden init`. All keys: `gatewarden explain`.\n"
      "gateway:\n  thing: " +
      config::yaml_scalar(draft.thing, true) +
      "\n"
      "  # state_directory: /var/lib/gatewarden\n"
      "  # http: { listen: \"127.0.0.1:9464\" }    # metrics for Prometheus\n\n" +
      uplink_text(draft) + "\n";
  const bool meters = !draft.modbus_tcp.empty() || !draft.modbus_serial.empty();
  if (!meters && draft.mqtt.empty())
    return text +
           "# No links yet: the gateway reports itself. `gatewarden explain links` shows how to add some.\n";
  return text + links_text(draft) +
         "\nprofiles:                                # what values mean, once per model\n" +
         (meters ? kMeter : "") + (draft.mqtt.empty() ? "" : kSensor) + "\n" + children_text(draft);
}

}  // namespace gatewarden::app
