// Typed shims over libldap, and nothing else.
#pragma once
#include <ldap.h>
