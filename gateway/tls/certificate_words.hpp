// What an operator needs to know of a certificate that was refused.
#pragma once

#include <string>

struct x509_st;

namespace gatewarden {

// OpenSSL's words for the reason (X509_V_ERR_...) and what there is to see in the certificate: "certificate
// has expired (on 2026-11-21)", "hostname mismatch (it is for plc-2.plant.example)". The certificate may be
// null; its names come from the other side and are shown in part, in printable characters only.
std::string words_of_refusal(int reason, const x509_st* certificate);

// The remedy, beginning with "; "; empty where there is none to tell.
std::string remedy_of_refusal(long reason);

}  // namespace gatewarden
