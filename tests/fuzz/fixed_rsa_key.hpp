// SPDX-License-Identifier: MIT
#pragma once

#include <awaitgram/testing/server/crypto/rsa_private_key.hpp>

#include "harness.hpp"

namespace fuzz {

/// A key that is the same in each run, of no use for anything else.
inline const awaitgram::crypto::rsa_private_key& fixed_rsa_key() {
    static const auto key = [] {
        auto read = awaitgram::crypto::rsa_private_key::from_pem(R"(
-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDHvcVx4J+adT5s
6X52oDXIke0Xe4/AJonjmNiwotzfxMKh1eSnz63Fr1mWTmOChqltGhq5Jx8ESls/
HnsHsInsr+DLlPTvs5hafri54o0xTZ3DuUro+NknleIFhHw4aDl9O/qaunY16D7+
0SNx5oLTLSzT1G+Zxub6QQT/FmA/bc6bL1NxlnZXQnNtsFbPdD1/KZh6oI802ezm
ODJpyhTxbbPSjfXRwh4LJdorVE7VoRm8rvazVtn8G+vNMX2ZO20X/M6+wAJi+FPw
Lq7cUwiM6qRkU7k7uKwDw8SGy47ok+7LjDQdmxmZCqgM6SweHLYP5NO/w6e70DLH
nr3MQBR/AgMBAAECggEAJ8sKaYgPNAX0pF0WSUrcvDM6UWnX9zeWVAYQ8YvYxinc
fsJutfH9lDs9dWDzmT77xRUkystc9g1cRWRsrVkB+WoGtnhcHd8hVLIXWk0kxPRK
IIKrRmPBW44UQ/Yji1dUULtgz2+jelTlK/39ekUqviirXB5gB3plbOkENk++aBQ9
LOyHcw0MngHzBEQ+hbkd2iqDVnEyb5YTQnEVbxOdCCVPtgMmA5pZCS0+hMPYZbXO
wtgzKcQB3dK4s2fPAQyWK7kKoG40LhzV4str10FuPTjQlvZkTViq03x3PKxG8lVs
ZhHu1bbrRFT6RpyUkrlLjfvxskPvNogTZc1QLNTAWQKBgQD7uT5PG8F6/XwuEbYj
tduQ3VHFC1Y1PNEZ0dNiQBRas7wGeSv/uxxYciuLE3TDXVJPeG+IW1yTmQeadDuN
HX5Lv0kLYpzlmsasA1MSDcKmFvGsT59zu0Aybr8V+1sRMPxBnJ13tlL8wN4doPE9
EXCfNLd2weCIfVmgX+N3vu7+yQKBgQDLInRgi73fIApEkh4BnMFbiqGDon5hmazU
wXf7RBcdIlNcK2Cbnc1MCvzOFpTySdhBiJbM0jR01u0X4u0Cl+ILzVIue9reMKF+
rd0ysxvXFLDeIB2qCtak+DbzNLyQcxZ9mNf0UeovbVIB++qyBDbfZFu1+/aQGmPo
RuAvN3u1BwKBgQCWPf5eoSZeDiWsKY4YylZ+pFpFzXpq1B3J117faXe8m0JCathE
Dp3gfGRY4gfzAyQ5opyPOliLD+9l1LImi8/xzf3++aDDuhmSWXmfcO8YyuD8A5oc
LUsnzsnmiNvV6vLlBmFGLmBh04u/C2xxEpOxsnk+PIGTdZ2lBxZxRljHYQKBgDzI
MH57EfNjyO6/sg7Vct4LW0ziIGLf8uEuitI6i5gCH2Ni72NhEn8AgqjABQ2Cnxzs
3AKpm1yiuwr8seKmw9K4OzEBinoVnx0itR9ojJoM7OdqQLYSzCtMwlR/oTSv2zj1
tRi8MhDC61kAojdmH200wGRx4lM4MlDcdFRsi62dAoGAQv4Cv4PuWn7Ln+gZZ2d8
scmEpFDSytVQj25nh6PYfiQkE9pGkf8ZFy91ej28GFfVZiT5JSGy9jWB76UwgC4N
tsN98U9Z9tKjQdMmW/dF2GoDZQdRMO4imL6NQA8iBySvFMmFItnCUwQuyS4TJB8r
n90fHJOn5K4Wl280yVD1AxI=
-----END PRIVATE KEY-----
)");
        require(read.has_value(), "the key is valid");
        return *std::move(read);
    }();
    return key;
}

} // namespace fuzz
