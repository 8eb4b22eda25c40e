#include "gateway/capacity/fleet_summary_text.hpp"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "gateway/base/text/printable.hpp"

namespace gatewarden::capacity {
namespace {

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, value == std::floor(value) || value >= 1000 ? "%.0f" : "%.3g", value);
  return text;
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

// A foreign word and the blanks behind it; names may have any characters.
std::string padded(std::string_view foreign, std::size_t width) {
  std::string text = printable(foreign);
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

std::string links_text(const FleetSummary& summary) {
  std::string text = "\nlinks\n";
  for (const LinkSummary& link : summary.links) {
    text += "  " + padded(link.name, 20) + " " + padded(link.protocol, 8) +
            counted(link.children, "child", "children") + "; unknown devices: " + printable(link.unknown) +
            "\n";
    for (const std::string& line : link.lines) text += "      " + printable(line) + "\n";
  }
  return text;
}

std::string profiles_text(const FleetSummary& summary) {
  std::string text = "\nprofiles\n";
  for (const ProfileSummary& profile : summary.profiles) {
    text += "  " + padded(profile.name, 20) + " " +
            padded(profile.protocol.empty() ? "-" : profile.protocol, 8) +
            counted(profile.children, "child", "children") + ", " +
            counted(profile.metrics, "metric", "metrics") + ", a report of about " +
            std::to_string(profile.report_bytes) + " bytes\n";
  }
  return text;
}

std::string usages_text(const FleetSummary& summary) {
  if (summary.usages.empty()) return "";
  std::string text = "\none connection\n";
  for (const Usage& usage : summary.usages) {
    text += "  " + padded(usage.what, 36) + padded(number(usage.used) + " of " + number(usage.limit), 20) +
            (usage.fits() ? "" : "TOO MUCH  ") + printable(usage.arithmetic) + "\n";
  }
  for (const std::string& filter : summary.subscriptions) text += "  subscribes " + printable(filter) + "\n";
  return text;
}

std::string metrics_text(const FleetSummary& summary) {
  if (summary.custom_metrics.empty()) return "";
  std::string text = "\ncustom metrics that AWS must know (gatewarden provision writes them)\n";
  for (const CustomMetricNeeded& metric : summary.custom_metrics) {
    text += "  " + padded(metric.name, 36) + printable(metric.type) + "\n";
  }
  return text;
}

}  // namespace

std::string to_text(const FleetSummary& summary) {
  std::string text = "gateway " + printable(summary.gateway) + ": " +
                     counted(summary.children, "child", "children") + " on " +
                     counted(summary.links.size(), "link", "links") + "\n";
  if (!summary.destinations.empty()) text += "\nreports go to\n";
  for (const std::string& destination : summary.destinations) text += "  " + printable(destination) + "\n";
  if (!summary.links.empty()) text += links_text(summary);
  if (!summary.profiles.empty()) text += profiles_text(summary);
  text += usages_text(summary) + metrics_text(summary);
  if (!summary.notes.empty()) text += "\nnotes\n";
  for (const std::string& note : summary.notes) text += "  " + printable(note) + "\n";
  return text;
}

nlohmann::json to_json(const FleetSummary& summary) {
  nlohmann::json all = {{"gateway", summary.gateway},
                        {"children", summary.children},
                        {"destinations", summary.destinations},
                        {"subscriptions", summary.subscriptions},
                        {"notes", summary.notes},
                        {"links", nlohmann::json::array()},
                        {"profiles", nlohmann::json::array()},
                        {"connection", nlohmann::json::array()},
                        {"custom_metrics", nlohmann::json::array()}};
  for (const LinkSummary& link : summary.links) {
    all["links"].push_back({{"name", link.name},
                            {"protocol", link.protocol},
                            {"children", link.children},
                            {"unknown", link.unknown},
                            {"lines", link.lines}});
  }
  for (const ProfileSummary& profile : summary.profiles) {
    all["profiles"].push_back({{"name", profile.name},
                               {"protocol", profile.protocol},
                               {"children", profile.children},
                               {"metrics", profile.metrics},
                               {"report_bytes", profile.report_bytes}});
  }
  for (const Usage& usage : summary.usages) {
    all["connection"].push_back({{"what", usage.what},
                                 {"used", usage.used},
                                 {"limit", usage.limit},
                                 {"fits", usage.fits()},
                                 {"arithmetic", usage.arithmetic}});
  }
  for (const CustomMetricNeeded& metric : summary.custom_metrics) {
    all["custom_metrics"].push_back({{"name", metric.name}, {"type", metric.type}});
  }
  return all;
}

}  // namespace gatewarden::capacity
