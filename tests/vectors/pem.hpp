// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace awaitgram::vectors {

/// One public key in both forms, written by `openssl rsa -RSAPublicKey_out` and `openssl pkey -pubout`.
inline constexpr std::string_view pem_pkcs1 =
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIIBCgKCAQEAvO63S30ogrZuv4OGzRY71cWq1dJqY+8ZYHELD9WLQNR1i/OF2wYO\n"
    "Gz9rRsVuK5oo2f7HKMRaVcCus9EBHFSVXRDziYEUzY8l50IKmkx/zahZUX1/x71M\n"
    "JVatzqusM4RpGEsiIL6vUYv2k80wb7hILtTTg7BUYpO5G4YI63DVUk9BmgFhYSN4\n"
    "Mfgxz8QtWAHi8guEipuj+QdDMulZdpvKVU0iAGdUCNkx0T/cAeOLwzyBMT4ivNiT\n"
    "BRWdenwKpH+y/HO2mfW4JgrreKrxgKNct8KiuNDHAjabencetcCk/ivtfuQZuUm0\n"
    "8v6X8Oi6nqGHcGVsYixRrq6DCGvd6RHVjwIDAQAB\n"
    "-----END RSA PUBLIC KEY-----\n";
inline constexpr std::string_view pem_public_key_info =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvO63S30ogrZuv4OGzRY7\n"
    "1cWq1dJqY+8ZYHELD9WLQNR1i/OF2wYOGz9rRsVuK5oo2f7HKMRaVcCus9EBHFSV\n"
    "XRDziYEUzY8l50IKmkx/zahZUX1/x71MJVatzqusM4RpGEsiIL6vUYv2k80wb7hI\n"
    "LtTTg7BUYpO5G4YI63DVUk9BmgFhYSN4Mfgxz8QtWAHi8guEipuj+QdDMulZdpvK\n"
    "VU0iAGdUCNkx0T/cAeOLwzyBMT4ivNiTBRWdenwKpH+y/HO2mfW4JgrreKrxgKNc\n"
    "t8KiuNDHAjabencetcCk/ivtfuQZuUm08v6X8Oi6nqGHcGVsYixRrq6DCGvd6RHV\n"
    "jwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

/// A public key of an elliptic curve, written by `openssl pkey -pubout`.
inline constexpr std::string_view pem_elliptic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXyMbYXtth8uw/H7NHcBcQHbtSU/A\n"
    "yLfSBdXmaiy3tjux11ne/WKNGfyxsBXG2IomoOBLdXojvwYu5q3t0gbHvA==\n"
    "-----END PUBLIC KEY-----\n";

} // namespace awaitgram::vectors
