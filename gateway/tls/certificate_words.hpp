// What an operator needs to know of a refused certificate.
#pragma once

#include <string>

#include "gateway/base/clock.hpp"

struct x509_st;

namespace gatewarden {

// OpenSSL's text for the reason (X509_V_ERR_...) with details: "certificate has expired (on 2026-11-21)",
// "hostname mismatch (it is for plc-2.plant.example)". The certificate may be null; its names are the peer's,
// so only some are shown, in printable characters.
std::string words_of_refusal(int reason, const x509_st* certificate);

// "its certificate is for abc.example, valid until 2027-03-01, issued by Plant CA"; the certificate may be null.
std::string words_of_certificate(const x509_st* certificate);

// "2027-03-01", in UTC: a day of which a certificate is, or is not, valid.
std::string date_text(WallTime time);

// The remedy, beginning with "; "; empty if none is known.
std::string remedy_of_refusal(long reason);

}  // namespace gatewarden
