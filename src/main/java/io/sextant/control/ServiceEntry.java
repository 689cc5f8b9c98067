package io.sextant.control;

import io.sextant.flow.IpAddress;
import io.sextant.flow.Service;

/** A frontend of a service; port 0 answers packets without ports. */
public record ServiceEntry(IpAddress address, int port, Service service) {}
