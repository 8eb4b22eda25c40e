// What a gateway opens while it serves a fleet, and that it gives up all else at its start.
#pragma once

#include <vector>

#include "gateway/base/result.hpp"
#include "gateway/config/load/load.hpp"
#include "gateway/confine/confinement.hpp"
#include "gateway/status/snapshot.hpp"

namespace gatewarden::app {

// The fleet file's parts, certificates, keys and passwords; report files and state; serial lines; the kernel's tables
// for the host's report; gateway.paths. Files that come and go stand for their folders.
std::vector<confine::Folder> folders_of(const config::Loaded& loaded);

// Before any other thread starts. Logs what is in force.
confine::Confinement confine_to(const std::vector<confine::Folder>& folders);
// The same for a fleet, once the state directory is there; where it is switched off, nothing is confined.
confine::Confinement confine_to(const config::Loaded& loaded);

// Whether a fleet that was read again can be served. Of one with problems only its files are asked for: one that could
// not be opened is the cause, not the problem.
Result<void> check_confined(const confine::Confinement& confinement, const config::Loaded& loaded);

status::ConfinementView confinement_view(const confine::Confinement& confinement);

// Whoever takes over a program of root has the machine.
void warn_of_root();

}  // namespace gatewarden::app
