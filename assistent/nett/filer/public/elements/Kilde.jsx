import { useEffect, useRef } from "react";

/* Kilden i sidefeltet: hele stedet, med sitatet markert. */
export default function Kilde() {
  const valgt = useRef(null);
  useEffect(() => {
    if (valgt.current) valgt.current.scrollIntoView({ block: "nearest" });
  }, []);
  const biter = (liste) => liste.map((b, i) => (b[1] ? <mark key={i}>{b[0]}</mark> : <span key={i}>{b[0]}</span>));
  const punkter = props.deler.filter((d) => d.merke);
  const tekst = props.deler.filter((d) => !d.merke);
  return (
    <article className="ta-kilde" lang={props.malform}>
      {props.overskrift ? <p className="ta-opphav">{props.overskrift}</p> : null}
      <p className="ta-opphav">{props.kilde}</p>
      <p className="ta-opphav">{props.opphav}</p>
      <p className="ta-rang">{props.rang}</p>
      {props.innleder ? <p className="ta-tekst">{props.innleder}</p> : null}
      {tekst.map((d, i) => (
        <p key={i} className="ta-tekst" ref={d.valgt ? valgt : null}>{biter(d.biter)}</p>
      ))}
      {punkter.length ? (
        <ul>
          {punkter.map((d, i) => (
            <li key={i} className={d.valgt ? "ta-valgt" : ""} ref={d.valgt ? valgt : null}>
              <span>{d.merke}</span>
              <span className="ta-tekst">{biter(d.biter)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="ta-fot">{props.forklaring}</p>
      {props.lenke ? (
        <p className="ta-fot">
          <a href={props.lenke.url} target="_blank" rel="noreferrer noopener">{props.lenke.tekst}</a>
        </p>
      ) : null}
      {props.merknad ? <p className="ta-fot">{props.merknad}</p> : null}
    </article>
  );
}
