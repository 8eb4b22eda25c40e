// The JSON names of a snapshot's fields, for writing and reading. A walk gets every name and member of a row, in
// order. Names carry their unit.
#pragma once

#include <type_traits>

#include "gateway/status/forgetter.hpp"
#include "gateway/status/reloader.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::status {

template <class Row, class Of>
concept RowOf = std::is_same_v<std::remove_const_t<Row>, Of>;

template <class Walk, RowOf<RefusedTopic> Row>
void fields(Walk& walk, Row& row) {
  walk("topic", row.topic);
  walk("why", row.why);
}

template <class Walk, RowOf<UplinkView> Row>
void fields(Walk& walk, Row& row) {
  walk("connected", row.connected);
  walk("verdicts", row.verdicts);
  walk("state", row.state);
  walk("since_seconds", row.since);
  walk("endpoint", row.endpoint);
  walk("detail", row.detail);
  walk("limits", row.limits);
  walk("last_error", row.last_error);
  walk("last_error_age_seconds", row.last_error_age);
  walk("quarantined", row.quarantined);
  walk("refused", row.refused);
  walk("last_bad_answer", row.last_bad_answer);
  walk("certificate", row.certificate);
  walk("counters", row.counters);
}

template <class Walk, RowOf<DestinationView> Row>
void fields(Walk& walk, Row& row) {
  walk("name", row.name);
  walk("reports", row.reports);
  walk("dropped", row.dropped);
  walk("waiting_bytes", row.waiting_bytes);
  walk("failed", row.failed);
  walk("why", row.why);
}

template <class Walk, RowOf<StoreView> Row>
void fields(Walk& walk, Row& row) {
  walk("failed", row.failed);
  walk("why", row.why);
}

template <class Walk, RowOf<Health> Row>
void fields(Walk& walk, Row& row) {
  walk("healthy", row.healthy);
  walk("why", row.why);
}

template <class Walk, RowOf<ConfinementView> Row>
void fields(Walk& walk, Row& row) {
  walk("in_force", row.in_force);
  walk("by", row.by);
  walk("why", row.why);
  walk("reads", row.reads);
  walk("writes", row.writes);
  walk("devices", row.devices);
  walk("missing", row.missing);
}

// A link whose state is one text in JSON, with the wait.
template <class Link>
struct StateOf {
  Link& link;
};

template <class Walk, RowOf<AddressKey> Row>
void fields(Walk& walk, Row& row) {
  walk("name", row.name);
  walk("value", row.value);
}

template <class Walk, RowOf<LinkRow> Row>
void fields(Walk& walk, Row& row) {
  walk("name", row.link.name);
  walk("protocol", row.link.protocol);
  walk("endpoint", row.link.endpoint);
  StateOf<std::remove_reference_t<decltype((row.link))>> state{row.link};
  walk("state", state);
  walk("why", row.link.why);
  walk("devices", row.link.devices);
  walk("samples", row.link.samples);
  walk("samples_per_second", row.samples_per_second);
  walk("errors", row.link.errors);
  walk("unknown", row.link.unknown);
  walk("last_unknown", row.link.last_unknown);
  walk("refused_devices", row.refused_devices);
  walk("counters", row.link.counters);
}

template <class Walk, RowOf<Outcomes> Row>
void fields(Walk& walk, Row& row) {
  walk("accepted", row.accepted);
  walk("rejected", row.rejected);
  walk("outdated", row.outdated);
  walk("no_verdict", row.no_verdict);
}

template <class Walk, RowOf<ChildRow> Row>
void fields(Walk& walk, Row& row) {
  walk("thing", row.thing);
  walk("profile", row.profile);
  walk("link", row.link);
  walk("origin", row.origin);
  walk("identity", row.identity);
  walk("state", row.state);
  walk("why", row.why);
  walk("last_seen_seconds", row.last_seen);
  walk("last_report_id", row.last_report_id);
  walk("last_verdict", row.last_verdict);
  fields(walk, row.outcomes);
  walk("waiting", row.waiting);
  walk("next_report_seconds", row.next_report);
  walk("last_values", row.last_values);
  walk("learned", row.learned);
  walk("address", row.address);
}

template <class Walk, RowOf<Totals> Row>
void fields(Walk& walk, Row& row) {
  walk("children", row.children);
  walk("online", row.online);
  walk("degraded", row.degraded);
  walk("offline", row.offline);
  walk("never_seen", row.never_seen);
  fields(walk, row.outcomes);
  walk("waiting", row.waiting);
  walk("dropped", row.dropped);
}

// Without the children, which are written in pieces.
template <class Walk, RowOf<GatewaySnapshot> Row>
void fields(Walk& walk, Row& row) {
  walk("thing", row.thing);
  walk("version", row.version);
  walk("commit", row.commit);
  walk("pid", row.pid);
  walk("started", row.started);
  walk("uptime_seconds", row.uptime);
  walk("reload_age_seconds", row.reload_age);
  walk("reload_by", row.reload_by);
  walk("reload_refused", row.reload_refused);
  walk("fleet_loaded", row.fleet_loaded);
  walk("state_directory", row.state_directory);
  walk("floor", row.floor_text);
  walk("uplink", row.uplink);
  walk("destinations", row.destinations);
  walk("store", row.store);
  walk("confinement", row.confinement);
  walk("totals", row.totals);
  walk("links", row.links);
}

template <class Walk, RowOf<PointRow> Row>
void fields(Walk& walk, Row& row) {
  walk("metric", row.metric);
  walk("type", row.type);
  walk("aggregate", row.aggregate);
  walk("value", row.value);
  walk("age_seconds", row.age);
  walk("samples", row.samples);
  walk("dropped", row.dropped);
}

template <class Walk, RowOf<RejectionView> Row>
void fields(Walk& walk, Row& row) {
  walk("code", row.code);
  walk("detail", row.detail);
  walk("when", row.when);
  walk("report", row.report);
  walk("report_hex", row.report_hex);
}

template <class Walk, RowOf<ChildDetail> Row>
void fields(Walk& walk, Row& row) {
  fields(walk, row.row);
  walk("topic", row.topic);
  walk("last_fault", row.last_fault);
  walk("points", row.points);
  walk("counters", row.counters);
  walk("last_report", row.last_report);
  walk("last_report_bytes", row.last_report_bytes);
  walk("last_report_hex", row.last_report_hex);
  walk("last_rejection", row.last_rejection);
}

template <class Walk, RowOf<ForgottenDevice> Row>
void fields(Walk& walk, Row& row) {
  walk("thing", row.thing);
  walk("link", row.link);
  walk("identity", row.identity);
  walk("last_report_id", row.last_report_id);
  walk("dropped", row.dropped);
  walk("not_stored", row.not_stored);
}

template <class Walk, RowOf<MovedChild> Row>
void fields(Walk& walk, Row& row) {
  walk("thing", row.thing);
  walk("before", row.before);
  walk("now", row.now);
  walk("why", row.why);
}

template <class Walk, RowOf<RenamedChild> Row>
void fields(Walk& walk, Row& row) {
  walk("before", row.before);
  walk("now", row.now);
  walk("place", row.place);
}

template <class Walk, class Row>
requires std::is_same_v<std::remove_const_t<Row>, Some<typename Row::Value>>
void fields(Walk& walk, Row& row) {
  walk("count", row.count);
  walk("first", row.first);
}

template <class Walk, RowOf<ReloadChanges> Row>
void fields(Walk& walk, Row& row) {
  walk("children", row.children);
  walk("added", row.added);
  walk("removed", row.removed);
  walk("moved", row.moved);
  walk("changed", row.changed);
  walk("renamed", row.renamed);
  walk("settings", row.settings);
  walk("aws", row.aws);
  walk("warnings", row.warnings);
  walk("notes", row.notes);
}

}  // namespace gatewarden::status
